# Karya without servers of its own; docker-compose.yml brings those.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

RUN useradd --system --uid 10001 --create-home --home-dir /home/karya karya \
    && install -d -o karya -g karya /data

WORKDIR /karya
COPY requirements.txt constraints.txt ./
RUN pip install --only-binary :all: -r requirements.txt -c constraints.txt

COPY . .
RUN python -m marketplace.translations

USER karya
VOLUME /data
ENV DATA_DIR=/data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=6 \
    CMD ["python", "-m", "marketplace.embedded.probe", "http://127.0.0.1:8000/health/live"]
CMD ["python", "-m", "granian", "--interface", "asginl", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--respawn-failed-workers", "marketplace.asgi:application"]

"""CPU of the projects page beside a bare list of the same rows, in one process and one run.

    .venv/bin/python -m bench.pages [ROUNDS]

Needs the database that `script/server` has started, with postings in it (`manage.py seed_demo
--size 1000`). Absolute times mean little on shared machines, so what is compared alternates in
short slices, and the medians of CPU per request are divided by each other.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
SLICE, ROUNDS, ROWS = 10, 9, 20


def bare_list() -> Callable[[], object]:
    """Read and render twenty rows with the standard template engine, and nothing else."""
    from django.template import engines  # noqa: PLC0415 -- after django.setup()

    from projects.models import Project  # noqa: PLC0415 -- after django.setup()

    template = engines["django"].from_string(
        "<ul>{% for p in rows %}<li><a href='/projects/{{ p.pk }}/'>{{ p.title }}</a>"
        "<p>{{ p.description|truncatechars:160 }}</p>{{ p.client.name }}</li>{% endfor %}</ul>"
    )
    rows = Project.objects.filter(state="open").select_related("client").order_by("-published_at")
    return lambda: template.render({"rows": rows.all()[:ROWS]})


def page(path: str) -> Callable[[], object]:
    """A page through all middleware, as a visitor gets it."""
    from django.test import Client  # noqa: PLC0415 -- after django.setup()

    client = Client(headers={"host": "localhost", "accept-language": "en"})

    def visit() -> object:
        answer = client.get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.content

    return visit


def cpu_per_call(call: Callable[[], object]) -> float:
    """Seconds of CPU of this process per call, over one slice."""
    begun = time.process_time()
    for _again in range(SLICE):
        call()
    return (time.process_time() - begun) / SLICE


def main(rounds: int) -> None:
    """Print a line per page: milliseconds of CPU, and the ratio to the bare list."""
    django.setup()
    compared = {"bare list": bare_list(), "home": page("/"), "projects": page("/projects/")}
    compared |= {"search": page("/projects/?q=logo"), "freelancers": page("/freelancers/")}
    for call in compared.values():
        call()
    taken: dict[str, list[float]] = {name: [] for name in compared}
    for _round in range(rounds):
        for name, call in compared.items():
            taken[name].append(cpu_per_call(call))
    middle = {name: statistics.median(slices) for name, slices in taken.items()}
    for name, seconds in middle.items():
        ratio = seconds / middle["bare list"]
        print(f"{name:12} {seconds * 1000:7.2f} ms of CPU   {ratio:5.2f} × bare list")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)

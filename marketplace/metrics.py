"""Numbers for Prometheus."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from marketplace import checks
from payments.compared import open_cases
from payments.services import attempts
from payments.unanswered import unanswered


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The present numbers; asks for `Authorization: Bearer METRICS_TOKEN`, open only in DEBUG."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN:
        if not constant_time_compare(given, settings.METRICS_TOKEN):
            raise Http404
    elif not settings.DEBUG:
        raise Http404
    return HttpResponse(generate_latest(_collect()), content_type=CONTENT_TYPE_LATEST)


def _collect() -> CollectorRegistry:
    registry = CollectorRegistry()
    up = Gauge("karya_up", "1 where a part answers", ["part"], registry=registry)
    up.labels("database").set(not checks.database())
    up.labels("broker").set(not checks.broker())
    up.labels("worker").set(not checks.worker(now=timezone.now()))
    late = Gauge(
        "karya_reconciliation_overdue",
        "Providers that were not compared with the book for more than 26 hours",
        registry=registry,
    )
    cases = Gauge("karya_reconciliation_cases", "Open differences", registry=registry)
    silent = Gauge(
        "karya_unanswered",
        "Things that a provider has given no clear answer about for more than a day",
        registry=registry,
    )
    if not checks.database():
        silent.set(sum(unanswered(timezone.now()).values()))
        late.set(len(attempts.overdue(now=timezone.now())))
        cases.set(open_cases().count())
    return registry

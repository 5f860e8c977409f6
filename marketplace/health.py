"""Is it up, and can it work? For load balancers, script/server and people."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace import checks


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """The web process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Database, broker and worker answer; 503 and which one where not."""
    results = {
        "database": checks.database(),
        "broker": checks.broker(),
        "worker": checks.worker(now=timezone.now()),
    }
    is_ready = not any(results.values())
    body = {
        "status": "ok" if is_ready else "unavailable",
        "checks": {name: trouble or "ok" for name, trouble in results.items()},
    }
    answer = JsonResponse(body, status=200 if is_ready else 503)
    answer._has_been_logged = True  # type: ignore[attr-defined] # noqa: SLF001 -- asked often
    return answer

"""Where providers tell us that something happened. Stored first, answered at once."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.services import notices, registry


@csrf_exempt
@require_POST
def receive(request: HttpRequest, provider: str) -> HttpResponse:
    """Keep a signed notification; 400 for one that is not signed by the provider."""
    if not registry.is_known(provider):
        return HttpResponseNotFound()
    stored = notices.store(
        provider=provider, body=request.body, headers=request.headers, now=timezone.now()
    )
    return HttpResponse("ok") if stored else HttpResponseBadRequest("signature")

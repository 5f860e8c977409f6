"""The mail that was not sent, for whoever tries Karya. These pages exist in DEBUG only."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from marketplace import mail

View = Callable[..., HttpResponseBase]
LINK = re.compile(r"(https?://[^\s<>\"]+)")


def only_in_debug(view: View) -> View:
    """Elsewhere there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEBUG:
            raise Http404
        return view(request, **kwargs)

    return guarded


@only_in_debug
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest messages."""
    messages = [
        {
            "url": reverse("dev-mail-message", args=[name]),
            "subject": message["Subject"],
            "to": message["To"],
            "sent_at": mail.sent_at(message),
        }
        for name, message in mail.kept_mail()
    ]
    return render(request, "marketplace/dev_mail.html", {"mails": messages})


@only_in_debug
@require_safe
def message(request: HttpRequest, name: str) -> HttpResponse:
    """One message as text with its links to follow, and as HTML in a frame."""
    found = mail.kept_message(name)
    if found is None:
        raise Http404
    text = mail.body_of(found, "plain")
    context = {
        "mail": found,
        "subject": found["Subject"],
        "to": found["To"],
        "sender": found["From"],
        "pieces": LINK.split(text),
        "html_url": reverse("dev-mail-html", args=[name]) if mail.body_of(found, "html") else "",
    }
    return render(request, "marketplace/dev_mail_message.html", context)


@only_in_debug
@require_safe
@xframe_options_sameorigin
@csp(  # type: ignore[arg-type]
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-top-navigation-by-user-activation"],
    }
)
def message_html(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """The HTML part alone; mail needs inline styles, so it runs nothing and reads nothing."""
    found = mail.kept_message(name)
    if found is None or not (html := mail.body_of(found, "html")):
        raise Http404
    return HttpResponse(html)

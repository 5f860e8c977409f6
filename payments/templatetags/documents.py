"""Documents beside what they are about, for whoever reads the page."""

from typing import Any

from django import template
from django.template.context import Context

from accounts.models import User
from payments.models import Document
from payments.selectors import documents_of

register = template.Library()


@register.inclusion_tag("payments/_document_links.html", takes_context=True)
def documents_on(context: Context, subject: str, pk: int) -> dict[str, Any]:
    """`{% documents_on "payin" payin.pk %}`: the reader's documents on one thing (1 query)."""
    return {"documents": _of_reader(context).filter(subject=f"{subject}:{pk}")}


def _of_reader(context: Context) -> Any:
    user = context["user"]
    return documents_of(user) if isinstance(user, User) else Document.objects.none()

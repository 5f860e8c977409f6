"""Documents beside what they are about, for whoever reads the page."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context

from accounts.models import User
from payments.models import Document, Escrow
from payments.selectors import documents_of

register = template.Library()


@register.inclusion_tag("payments/_document_links.html", takes_context=True)
def documents_about(context: Context, escrows: Iterable[Escrow]) -> dict[str, Any]:
    """`{% documents_about escrows %}`: the reader's documents about these escrows (1 query)."""
    return {"documents": _of_reader(context).filter(escrow__in=list(escrows))}


@register.inclusion_tag("payments/_document_links.html", takes_context=True)
def documents_on(context: Context, subject: str, pk: int) -> dict[str, Any]:
    """`{% documents_on "payin" payin.pk %}`: the reader's documents on one thing (1 query)."""
    return {"documents": _of_reader(context).filter(subject=f"{subject}:{pk}")}


def _of_reader(context: Context) -> Any:
    user = context["user"]
    return documents_of(user) if isinstance(user, User) else Document.objects.none()

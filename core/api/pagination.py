"""Pages by cursor: stable while rows arrive, and never a count."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

FARTHEST = timedelta(hours=15, minutes=59)  # that a zone may be from UTC in Postgres


class NewestFirst(CursorPagination):
    """Newest rows first; `?cursor=` continues, `?page_size=` up to 100."""

    ordering: str | tuple[str, ...] = "-pk"
    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any] | None:
        """The page; raises NotFound for a cursor that was never handed out."""
        cursor = self.decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            first = self.get_ordering(request, queryset, view)[0].lstrip("-")
            if not _can_be(queryset.model, first, str(cursor.position)):
                raise NotFound(self.invalid_cursor_message)
        return super().paginate_queryset(queryset, request, view)


def _can_be(model: type[models.Model], name: str, position: str) -> bool:
    """Whether this column could hold what a cursor says its last row held."""
    options = model._meta
    field = options.pk if name == "pk" else options.get_field(name)
    try:
        value = field.to_python(position) if isinstance(field, models.Field) else None
    except ValidationError:
        return False
    away = value.utcoffset() if isinstance(value, datetime) else None
    return value is not None and abs(away or timedelta()) <= FARTHEST

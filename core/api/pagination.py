"""Pages by cursor: stable while rows arrive, and never a count."""

from rest_framework.pagination import CursorPagination


class NewestFirst(CursorPagination):
    """Newest rows first; `?cursor=` continues, `?page_size=` up to 100."""

    ordering: str | tuple[str, ...] = "-pk"
    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100

"""Cursor pages: steady while rows come in, and as fast on the last page as on the first."""

from rest_framework.pagination import CursorPagination


class LatestFirst(CursorPagination):
    """{"next", "previous", "results"}, the latest first; a view may name another `ordering`."""

    ordering = "-created_at"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

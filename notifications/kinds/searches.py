"""News of searches that people keep."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

SEARCHES: dict[str, Kind] = {
    "search_matched": Kind(
        group=Group.SEARCHES,
        page="projects:detail",
        title=_("A new project fits your search"),
        sentence=_("“%(project)s” takes bids until %(until)s."),
    ),
    "search_answered": Kind(
        group=Group.SEARCHES,
        page="projects:saved-search",
        title=_("New projects for “%(search)s”: %(count)s"),
        sentence=_("They were published since we last wrote to you about this search."),
    ),
}

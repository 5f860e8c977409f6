"""News of budgets that clients set themselves."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

_PAGE = "projects:budgets"

BUDGETS: dict[str, Kind] = {
    "budget_nearly_used": Kind(
        group=Group.MONEY,
        page=_PAGE,
        title=_("Most of your budget of the month is used"),
        sentence=_("You have used %(used)s of the %(budget)s that you set for this month."),
    ),
    "budget_used": Kind(
        group=Group.MONEY,
        page=_PAGE,
        title=_("Your budget of the month is used up"),
        sentence=_(
            "You have used %(used)s of the %(budget)s that you set for this month. "
            "You can pay all the same."
        ),
    ),
    "project_budget_nearly_used": Kind(
        group=Group.MONEY,
        page=_PAGE,
        title=_("Most of the budget for “%(project)s” is used"),
        sentence=_("You have used %(used)s of the %(budget)s that you set for it."),
    ),
    "project_budget_used": Kind(
        group=Group.MONEY,
        page=_PAGE,
        title=_("The budget for “%(project)s” is used up"),
        sentence=_(
            "You have used %(used)s of the %(budget)s that you set for it. "
            "You can pay all the same."
        ),
    ),
}

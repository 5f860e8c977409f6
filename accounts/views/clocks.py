"""Why somebody reads times in the zone they do."""

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.places import zone_of
from accounts.selectors import homes_of
from core.templatetags.karya import zone_label


def why_this_time(user: User) -> str:
    """The region whose time somebody reads; empty for whoever chose a zone, or has no region."""
    if user.chose_timezone:
        return ""
    for region in homes_of(user):
        if zone_of(region.pk) == user.timezone:
            zone = zone_label(timezone.localtime(timezone=ZoneInfo(user.timezone)))
            return _("Times are shown in %(zone)s, because you live in %(place)s.") % {
                "zone": zone,
                "place": region.name,
            }
    return ""

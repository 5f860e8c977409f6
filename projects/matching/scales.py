"""The published orders of suggestions: `/ranking/` prints these tables, “why?” one row."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from core.search.ranking import Factor, Part, Scale, Why

_PLACE = _(
    "1,000 in the same kabupaten or kota, 700 in the same province; 600 if it can be done from"
    " anywhere; else 0."
)
_SKILLS = _("1,000 times the part of the skills the project names that the freelancer has.")
_RATE = _(
    "For work per hour: 1,000 if the most the client pays reaches the freelancer's rate, evenly"
    " less below it. 500 if it is paid as a whole, or if either of them says nothing or counts in"
    " another currency."
)
_DONE = _(
    "1,000 if the freelancer has completed work that needed one of the skills, 600 if it was of the"
    " same kind of work or that is the freelancer's main kind; else 0."
)

WORK = Scale(
    (
        Factor(name="skills", weight=40, title=_("Your skills"), rule=_SKILLS),
        Factor(name="done", weight=15, title=_("Your kind of work or past work"), rule=_DONE),
        Factor(name="place", weight=15, title=_("Your region"), rule=_PLACE),
        Factor(name="rate", weight=10, title=_("Your rate"), rule=_RATE),
        Factor(
            name="fresh",
            weight=10,
            title=_("New"),
            rule=_("1,000 when it is published, evenly down to 0 after thirty days."),
        ),
        Factor(
            name="room",
            weight=10,
            title=_("Few bids so far"),
            rule=_(
                "5,000 divided by five plus the number of bids: 1,000 without bids, 500 with five."
            ),
        ),
    )
)
PEOPLE = Scale(
    (
        Factor(name="skills", weight=45, title=_("Skills"), rule=_SKILLS),
        Factor(name="done", weight=15, title=_("Kind of work or past work"), rule=_DONE),
        Factor(name="rate", weight=15, title=_("Rate"), rule=_RATE),
        Factor(name="place", weight=10, title=_("Region"), rule=_PLACE),
        Factor(
            name="reviews",
            weight=10,
            title=_("Reviews"),
            rule=_(
                "200 for each star of the average review; 800 for a freelancer without a review, so"
                " that newcomers stand level."
            ),
        ),
        Factor(
            name="free",
            weight=5,
            title=_("Availability"),
            rule=_("1,000 if available now, 500 if for a few hours a week."),
        ),
    )
)


def why_of(scale: Scale, values: Mapping[str, int]) -> Why:
    """What each factor gave; the parts add up to the score."""
    return Why(parts=[Part(factor=f, value=values[f.name], weight=f.weight) for f in scale.factors])

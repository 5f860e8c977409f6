"""News of messages and reviews."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

TALK: dict[str, Kind] = {
    "message": Kind(
        group=Group.MESSAGES,
        page="messaging:thread",
        title=_("New message from %(person)s"),
        sentence=_("About “%(work)s”: %(words)s"),
        action=_("Read and answer"),
        wait=timedelta(minutes=5),
        is_gathered=True,
    ),
    "review_waits": Kind(
        group=Group.REVIEWS,
        page="reviews:new",
        title=_("%(author)s wrote a review about you"),
        sentence=_("You can read it as soon as you have written yours about “%(contract)s”."),
        action=_("Write my review"),
    ),
    "review_published": Kind(
        group=Group.REVIEWS,
        page="reviews:of-person",
        title=_("%(author)s’s review is published"),
        sentence=_("It is about “%(contract)s”. You can reply in public within 30 days."),
        action=_("Read the review"),
    ),
    "review_replied": Kind(
        group=Group.REVIEWS,
        page="reviews:of-person",
        title=_("%(subject)s replied to your review"),
        sentence=_("It is about “%(contract)s”."),
        action=_("Read the reply"),
    ),
    "review_to_check": Kind(
        group=Group.MODERATION,
        page="reviews:judge",
        title=_("A review waits for a check"),
        sentence=_("%(subject)s asks you to look at a review about “%(contract)s”."),
    ),
    "review_kept": Kind(
        group=Group.REVIEWS,
        page="reviews:of-person",
        title=_("The review stays"),
        sentence=_("A moderator looked at the review about “%(contract)s” and kept it: %(reason)s"),
    ),
    "review_restored": Kind(
        group=Group.REVIEWS,
        page="reviews:of-person",
        title=_("A review of you is back"),
        sentence=_("It had been hidden, and counts again. You find it among your reviews."),
    ),
    "review_hidden": Kind(
        group=Group.REVIEWS,
        page="reviews:of-person",
        title=_("A review was hidden"),
        sentence=_("A moderator hid the review about “%(contract)s”: %(reason)s"),
        is_always_mailed=True,
    ),
}

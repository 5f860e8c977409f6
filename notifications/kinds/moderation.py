"""News of reports."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

MODERATION: dict[str, Kind] = {
    "thing_reported": Kind(
        group=Group.MODERATION,
        page="moderation:case",
        title=_("Something was reported"),
        sentence=_("It is about “%(title)s”. Please decide by %(until)s."),
    ),
    "report_dismissed": Kind(
        group=Group.MODERATION,
        page="moderation:mine",
        title=_("A moderator looked at what you reported"),
        sentence=_("No rule was broken: %(reason)s"),
    ),
    "report_acted_on": Kind(
        group=Group.MODERATION,
        page="moderation:mine",
        title=_("A moderator acted on what you reported"),
        sentence=_("Thank you for telling us. A rule was broken, and we acted on it: %(reason)s"),
    ),
    "case_opened": Kind(
        group=Group.MODERATION,
        page="moderation:my-case",
        title=_("A moderator asks you about your account"),
        sentence=_(
            "It is about rule %(rule)s. Please answer by %(until)s; nothing changes before."
        ),
        action=_("Read and answer"),
        is_always_mailed=True,
    ),
    "case_to_decide": Kind(
        group=Group.MODERATION,
        page="moderation:account",
        title=_("A case about an account waits for a decision"),
        sentence=_("It is about %(person)s. Please decide by %(until)s."),
    ),
    "case_decided": Kind(
        group=Group.MODERATION,
        page="moderation:my-case",
        title=_("The case about your account is decided"),
        sentence=_("The reasons are on the page, and what you can do next."),
        action=_("Read the decision"),
        is_always_mailed=True,
    ),
    "appeal_to_hear": Kind(
        group=Group.MODERATION,
        page="moderation:account",
        title=_("An appeal waits for a senior moderator"),
        sentence=_("It is about %(person)s. Please decide by %(until)s."),
    ),
    "appeal_decided": Kind(
        group=Group.MODERATION,
        page="moderation:my-case",
        title=_("Your appeal is decided"),
        sentence=_("The reasons are on the page."),
        action=_("Read the decision"),
        is_always_mailed=True,
    ),
    "content_taken_down": Kind(
        group=Group.MODERATION,
        page="moderation:my-case",
        title=_("A moderator acted on something you wrote"),
        sentence=_(
            "%(measure)s, by rule %(rule)s. You can answer until %(until)s, and appeal after that."
        ),
        action=_("Read and answer"),
        is_always_mailed=True,
    ),
    "content_decided": Kind(
        group=Group.MODERATION,
        page="moderation:my-case",
        title=_("It is decided what happens to something you wrote"),
        sentence=_("The reasons are on the page, and what you can do next."),
        action=_("Read the decision"),
        is_always_mailed=True,
    ),
    "suspended_at_once": Kind(
        group=Group.MODERATION,
        page="moderation:my-case",
        title=_("Your account is suspended for now"),
        sentence=_(
            "It is urgent, and about rule %(rule)s. A second moderator looks by %(look)s. Please "
            "answer by %(until)s; running work and payouts go on."
        ),
        action=_("Read and answer"),
        is_always_mailed=True,
    ),
    "urgent_to_look_at": Kind(
        group=Group.MODERATION,
        page="moderation:account",
        title=_("An urgent measure needs a second moderator"),
        sentence=_("%(person)s is suspended. Without a second look it ends on %(look)s."),
    ),
    "urgent_confirmed": Kind(
        group=Group.MODERATION,
        page="moderation:my-case",
        title=_("A second moderator looked at your case"),
        sentence=_("The suspension stands until the decision. You can answer on the page."),
    ),
    "urgent_lifted": Kind(
        group=Group.MODERATION,
        page="moderation:my-case",
        title=_("The suspension of your account has ended"),
        sentence=_("The case goes on, and you can answer on the page."),
        is_always_mailed=True,
    ),
    "urgent_lapsed": Kind(
        group=Group.MODERATION,
        page="moderation:account",
        title=_("An urgent measure has ended: nobody looked in time"),
        sentence=_("It was about %(person)s. Please look into it."),
    ),
    "case_answer_reminder": Kind(
        group=Group.MODERATION,
        page="moderation:my-case",
        title=_("Please answer soon"),
        sentence=_("A moderator asked you something. You can answer until %(until)s."),
        action=_("Read and answer"),
        is_always_mailed=True,
    ),
    "case_staff_reminder": Kind(
        group=Group.MODERATION,
        page="moderation:account",
        title=_("A case ends soon in favour of the person"),
        sentence=_(
            "It is about %(person)s. Nobody has decided, and on %(until)s it ends by itself."
        ),
    ),
}

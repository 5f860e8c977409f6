"""News of payments that a bank took back."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

_PAYIN = "payments:payin"
_EARNINGS = "payments:earnings"
_STEP = "projects:milestone"
_DESK = "payments:chargebacks"

CHARGEBACKS: dict[str, Kind] = {
    "chargeback_opened_payer": Kind(
        group=Group.MONEY,
        page=_PAYIN,
        title=_("Your bank took a payment back"),
        sentence=_(
            "Your bank disputes %(amount)s for “%(what)s” on your behalf, and took it back until "
            "it decides. If you did not mean this, tell your bank."
        ),
        is_always_mailed=True,
    ),
    "chargeback_opened_payee": Kind(
        group=Group.MONEY,
        page=_EARNINGS,
        title=_("The client’s bank took a payment back"),
        sentence=_(
            "The client’s bank disputes %(amount)s for “%(what)s”. Until it decides, your share "
            "is taken from your earnings; what you do not have any more, from later ones. Our "
            "finance staff are told to answer it with what you agreed and delivered."
        ),
        is_always_mailed=True,
    ),
    "chargeback_opened_payee_held": Kind(
        group=Group.MONEY,
        page=_STEP,
        title=_("The client’s bank took a payment back"),
        sentence=_(
            "The client’s bank disputes %(amount)s for “%(what)s”, which was still in escrow. "
            "Until it decides, nothing of this is released; you owe nothing for it. Our finance "
            "staff are told to answer it with what you agreed and delivered."
        ),
        is_always_mailed=True,
    ),
    "chargeback_to_answer": Kind(
        group=Group.MODERATION,
        page=_DESK,
        title=_("Answer a bank that took a payment back"),
        sentence=_(
            "A bank disputes %(amount)s for “%(what)s”. Answer it with what was agreed and "
            "delivered, before its deadline."
        ),
        is_always_mailed=True,
    ),
    "chargeback_due_soon": Kind(
        group=Group.MODERATION,
        page="payments:chargeback",
        title=_("A bank does not wait much longer"),
        sentence=_(
            "The bank that disputes %(amount)s for “%(what)s” waits for our answer until "
            "%(until)s, less than %(hours)s hours. Without one it decides for the cardholder."
        ),
        is_always_mailed=True,
    ),
    "chargeback_accepted_payer": Kind(
        group=Group.MONEY,
        page=_PAYIN,
        title=_("We did not contest it: the payment is yours again"),
        sentence=_("%(amount)s for “%(what)s” went back to you through your bank."),
    ),
    "chargeback_accepted_payee": Kind(
        group=Group.MONEY,
        page=_EARNINGS,
        title=_("We could not contest what a bank took back"),
        sentence=_(
            "%(amount)s for “%(what)s” went back to the client: we looked at it and did not "
            "contest it at the bank. What you did not have any more is settled from your later "
            "earnings."
        ),
        is_always_mailed=True,
    ),
    "chargeback_accepted_payee_held": Kind(
        group=Group.MONEY,
        page=_STEP,
        title=_("We could not contest what a bank took back"),
        sentence=_(
            "%(amount)s for “%(what)s” went back to the client out of escrow: we looked at it and "
            "did not contest it at the bank. You owe nothing for it."
        ),
        is_always_mailed=True,
    ),
    "chargeback_won_payer": Kind(
        group=Group.MONEY,
        page=_PAYIN,
        title=_("Your bank has decided: the payment stands"),
        sentence=_("%(amount)s for “%(what)s” stands where it stood before."),
    ),
    "chargeback_won_payee": Kind(
        group=Group.MONEY,
        page=_EARNINGS,
        title=_("The bank decided for you"),
        sentence=_(
            "%(amount)s for “%(what)s” stands where it stood before. You owe nothing for it."
        ),
        is_always_mailed=True,
    ),
    "chargeback_won_payee_owing": Kind(
        group=Group.MONEY,
        page=_EARNINGS,
        title=_("The bank decided for you"),
        sentence=_(
            "You owe nothing for “%(what)s”, %(amount)s. What came back of it repays first what "
            "you owe for other payments; %(owed)s of that is still owed."
        ),
        is_always_mailed=True,
    ),
    "chargeback_won_payee_held": Kind(
        group=Group.MONEY,
        page=_STEP,
        title=_("The bank decided for you"),
        sentence=_("%(amount)s for “%(what)s” is in escrow again, and the step goes on."),
        is_always_mailed=True,
    ),
    "chargeback_lost_payer": Kind(
        group=Group.MONEY,
        page=_PAYIN,
        title=_("Your bank has decided: the payment is yours again"),
        sentence=_("%(amount)s for “%(what)s” went back to you through your bank."),
    ),
    "chargeback_lost_payee": Kind(
        group=Group.MONEY,
        page=_EARNINGS,
        title=_("The bank decided for the client"),
        sentence=_(
            "%(amount)s for “%(what)s” went back to the client. "
            "What you did not have any more is settled from your later earnings first."
        ),
        is_always_mailed=True,
    ),
    "chargeback_lost_payee_held": Kind(
        group=Group.MONEY,
        page=_STEP,
        title=_("The bank decided for the client"),
        sentence=_(
            "%(amount)s for “%(what)s” went back to the client out of escrow. You owe nothing for "
            "it."
        ),
        is_always_mailed=True,
    ),
}

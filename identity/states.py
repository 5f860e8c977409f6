"""Words of identity checks, and the table of their moves."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CheckState(models.TextChoices):
    """Who never sent anything has no check at all."""

    SUBMITTED = "submitted", pgettext_lazy("identity", "Being checked")
    VERIFIED = "verified", pgettext_lazy("identity", "Verified")
    RETURNED = "returned", pgettext_lazy("identity", "Sent back")
    EXPIRED = "expired", pgettext_lazy("identity", "No longer valid")


CHECK_MOVES: Mapping[CheckState, frozenset[CheckState]] = {
    CheckState.SUBMITTED: frozenset({CheckState.VERIFIED, CheckState.RETURNED, CheckState.EXPIRED}),
    CheckState.VERIFIED: frozenset({CheckState.EXPIRED}),
    CheckState.RETURNED: frozenset(),
    CheckState.EXPIRED: frozenset(),
}
ALIVE = frozenset({CheckState.SUBMITTED, CheckState.VERIFIED})


class DocumentType(models.TextChoices):
    KTP = "ktp", _("KTP")
    PASSPORT = "passport", _("Passport")


class Side(models.TextChoices):
    DOCUMENT = "document", _("Picture of the document")
    SELFIE = "selfie", _("Picture of your face")


class Part(models.TextChoices):
    """What somebody is asked to send anew."""

    DOCUMENT = "document", _("The picture of the document")
    SELFIE = "selfie", _("The picture of the face")
    NUMBER = "number", _("The number")
    NAME = "name", _("The legal name")


class EndedBy(models.TextChoices):
    """Why a check is no longer valid."""

    NOTHING = "", "—"
    TIME = "time", _("It was some years ago")
    NAME = "name", _("The legal name was changed")
    WITHDRAWN = "withdrawn", _("The consent was withdrawn")
    CLOSED = "closed", _("The account was closed")


class NumberDoubt(models.TextChoices):
    """What looks odd about a number. A doubt is shown, and stops nobody."""

    LENGTH = "length", _("A NIK has 16 digits.")
    REGION = "region", _("The first digits of the NIK name no kabupaten or kota that we know.")
    BIRTHDAY = "birthday", _("Digits 7 to 12 of the NIK are no day of birth.")
    SERIAL = "serial", _("The last four digits of the NIK are zero.")
    PASSPORT = "passport", _("The number of a passport has 6 to 9 letters and digits.")

"""Words of set-asides: what freelancers keep money apart for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SetAsideKind(models.TextChoices):
    """What a freelancer keeps money apart for."""

    TAX = "tax", _("Income tax")
    BPJS = "bpjs", _("BPJS Ketenagakerjaan")
    RAINY_DAY = "rainy_day", _("A rainy day")


class SetAsideAct(models.TextChoices):
    """How an earmark moved."""

    PUT = "put", _("Put aside")
    SHARED = "shared", _("Share of an earning")
    TAKEN = "taken", _("Taken back")
    PAID = "paid", _("Paid to BPJS")

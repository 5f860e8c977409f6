"""Constraints and texts that several tables of money share."""

from django.db.models import CheckConstraint, F, Q, Value
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils.translation import get_language


def whole_rupiah(column: str, name: str) -> CheckConstraint:
    """Amounts in IDR are whole rupiah: 100 sen each."""
    is_whole = Q(Exact(Mod(F(column), Value(100)), Value(0)))
    return CheckConstraint(condition=~Q(currency="IDR") | is_whole, name=name)


def in_language(english: str, indonesian: str) -> str:
    """What a row says in both languages, in the reader's; English where it says nothing else."""
    is_indonesian = (get_language() or "").startswith("id")
    said = indonesian if is_indonesian and indonesian else english
    return said.replace(" %", "%")  # rows of rates can be changed no more, however they were typed


def above_zero(column: str, name: str) -> CheckConstraint:
    """An amount that is always positive."""
    return CheckConstraint(condition=Q(**{f"{column}__gt": 0}), name=name)

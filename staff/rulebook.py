"""What may be read of the one rulebook: everybody may, and every case cites it."""

from datetime import datetime

from django.db.models import QuerySet

from staff.models import RuleVersion
from staff.states import Book


def rule_in_force(code: str, now: datetime) -> RuleVersion | None:
    """A rule as it stands at this moment."""
    versions = RuleVersion.objects.filter(code=code, effective_at__lte=now)
    return versions.order_by("-effective_at").first()


def rules_of(*books: Book, now: datetime) -> list[RuleVersion]:
    """Every rule of these books as it stands at this moment (1 query)."""
    versions = RuleVersion.objects.filter(book__in=books, effective_at__lte=now)
    found = versions.order_by("book", "code", "-effective_at").distinct("book", "code")
    return sorted(found, key=lambda rule: (books.index(Book(rule.book)), rule.code))


def older_versions(now: datetime) -> QuerySet[RuleVersion]:
    """What was in force before, by rule, the newest first."""
    standing = [rule.pk for rule in rules_of(*Book, now=now)]
    return RuleVersion.objects.filter(effective_at__lte=now).exclude(pk__in=standing)

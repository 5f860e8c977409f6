"""The book. Nothing else writes accounts, transfers or entries.

Credit is above zero (what Karya owes), debit below (what it has at providers). One posting is one
SQL statement; Postgres checks, seals and applies it (migrations `0002_book` and `0003_guards`).
"""

import hashlib
import json
from dataclasses import dataclass

from django.db import connection

from core.money import Money
from payments.states import AccountKind, TransferKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Pocket:
    """Whose account, of which kind; it is opened when it is first used."""

    kind: AccountKind
    user_id: int | None = None
    escrow_id: int | None = None
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An amount for a pocket: credit above zero, debit below."""

    pocket: Pocket
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One balanced transfer that is to be written, once per key; lines of zero are left out."""

    key: str
    kind: TransferKind
    lines: list[Line]
    reference: str
    resolves: int | None = None

    @property
    def words(self) -> dict[str, str | int | None]:
        """What the SQL function `payments_post` is called with."""
        body = json.dumps([_row(line) for line in self.lines if line.amount], sort_keys=True)
        head = json.dumps([self.kind, self.reference, self.resolves])
        content = f"{head[:-1]}, {body}]"
        return {
            "key": self.key,
            "hash": hashlib.sha256(content.encode()).hexdigest(),
            "kind": self.kind.value,
            "reference": self.reference,
            "resolves": self.resolves,
            "lines": body,
        }


@dataclass(frozen=True, slots=True)
class Posted:
    """The transfer of a key, and whether this call wrote it."""

    transfer_id: int
    is_new: bool


_POST = """
    SELECT transfer_id, is_new
    FROM payments_post(%(key)s, %(hash)s, %(kind)s, %(reference)s, %(resolves)s, %(lines)s)
"""


def post(
    *, key: str, kind: TransferKind, lines: list[Line], reference: str, resolves: int | None = None
) -> Posted:
    """Write one balanced transfer, once per key; lines of zero are left out.

    The same key with the same content answers with the first transfer. Raises IntegrityError
    for a key used for something else, an unbalanced posting, an overdrawn account, or a hold
    (`resolves`) that is settled already.
    """
    posting = Posting(key=key, kind=kind, lines=lines, reference=reference, resolves=resolves)
    with connection.cursor() as cursor:
        cursor.execute(_POST, posting.words)
        transfer_id, is_new = cursor.fetchone()
    return Posted(transfer_id, is_new)


def _row(line: Line) -> dict[str, int | str | None]:
    pocket, amount = line.pocket, line.amount
    return {
        "kind": pocket.kind,
        "user_id": pocket.user_id,
        "escrow_id": pocket.escrow_id,
        "provider": pocket.provider,
        "currency": amount.currency,
        "minor": amount.minor,
    }

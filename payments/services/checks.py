"""Proof that the book is right: each check is one query that returns the rows that are not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from payments.services.comparing import Difference, compare
from payments.services.registry import all_providers
from payments.states import CaseKind


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that is not as it must be."""

    check: str
    row: str


CHECKS = {
    "every transfer sums to zero per currency, with two entries or more": """
        SELECT e.transfer_id AS id, t.key, e.currency, e.sum, e.entries
        FROM (
            SELECT transfer_id, currency, sum(amount_minor) AS sum, count(*) AS entries
            FROM payments_entry GROUP BY transfer_id, currency
            HAVING sum(amount_minor) <> 0 OR count(*) < 2
        ) e LEFT JOIN payments_transfer t ON t.id = e.transfer_id
        UNION ALL
        SELECT t.id, t.key, NULL, NULL, 0 FROM payments_transfer t
        WHERE NOT EXISTS (SELECT 1 FROM payments_entry e WHERE e.transfer_id = t.id)
    """,
    "every tracked balance equals its entries, untracked ones stay at zero": """
        SELECT a.id, a.kind, a.balance_minor, coalesce(e.minor, 0) AS entries
        FROM payments_account a LEFT JOIN (
            SELECT account_id, sum(amount_minor) AS minor FROM payments_entry GROUP BY account_id
        ) e ON e.account_id = a.id
        WHERE a.balance_minor <> CASE WHEN a.tracked THEN coalesce(e.minor, 0) ELSE 0 END
    """,
    "entries name the currency of their account": """
        SELECT e.id, e.currency, a.currency AS account_currency
        FROM payments_entry e JOIN payments_account a ON a.id = e.account_id
        WHERE e.currency <> a.currency
    """,
    "nobody's account is below zero": """
        SELECT id, kind, user_id, escrow_id, balance_minor FROM payments_account
        WHERE balance_minor < 0
    """,
    "paid = held + released + refunded + fees + taxes, each from zero": """
        SELECT id, paid_minor, held_minor, released_minor, refunded_minor, fee_minor, ppn_minor,
               pph22_minor, charged_back_minor
        FROM payments_escrow
        WHERE paid_minor <> held_minor + released_minor + refunded_minor + fee_minor + ppn_minor
                            + pph22_minor + charged_back_minor
           OR least(held_minor, released_minor, refunded_minor, fee_minor, ppn_minor, pph22_minor,
                    charged_back_minor) < 0
    """,
    "the book holds for each escrow what the escrow says": """
        SELECT e.id, e.currency, e.held_minor, coalesce(a.balance_minor, 0) AS book
        FROM payments_escrow e
        LEFT JOIN payments_account a ON a.escrow_id = e.id AND a.currency = e.currency
        WHERE e.held_minor <> coalesce(a.balance_minor, 0)
    """,
    "each escrow was paid by its payins": """
        SELECT e.id, e.paid_minor, coalesce(sum(p.received_minor), 0) AS payins
        FROM payments_escrow e
        LEFT JOIN payments_payin p ON p.escrow_id = e.id AND p.state = 'captured'
        GROUP BY e.id HAVING e.paid_minor <> coalesce(sum(p.received_minor), 0)
    """,
    "released and fees are what its earnings say": """
        SELECT e.id, e.released_minor, coalesce(sum(r.amount_minor), 0) AS earnings,
               e.earned_minor, coalesce(sum(r.gross_minor), 0) AS gross
        FROM payments_escrow e LEFT JOIN payments_earning r ON r.escrow_id = e.id
        GROUP BY e.id HAVING e.released_minor <> coalesce(sum(r.amount_minor), 0)
                          OR e.earned_minor <> coalesce(sum(r.gross_minor), 0)
    """,
    "PPh 22 was withheld as the earnings say": """
        SELECT e.id, e.pph22_minor, coalesce(sum(r.pph22_minor), 0) AS earnings
        FROM payments_escrow e LEFT JOIN payments_earning r ON r.escrow_id = e.id
        GROUP BY e.id HAVING e.pph22_minor <> coalesce(sum(r.pph22_minor), 0)
    """,
    "the tax accounts hold what escrows gave them, less chargebacks and what was paid on": """
        SELECT kind, currency, sum(rows) AS rows, sum(book) AS book FROM (
            SELECT t.kind, e.currency, t.minor AS rows, 0 AS book
            FROM payments_escrow e CROSS JOIN LATERAL
                (VALUES ('ppn', e.ppn_minor), ('pph22', e.pph22_minor)) AS t (kind, minor)
            WHERE t.minor <> 0
            UNION ALL
            SELECT t.kind, c.currency, -t.minor, 0
            FROM payments_chargeback c CROSS JOIN LATERAL
                (VALUES ('ppn', c.from_ppn_minor), ('pph22', c.from_pph22_minor))
                AS t (kind, minor)
            WHERE c.state <> 'won' AND t.minor <> 0
            UNION ALL
            SELECT tax, currency, -amount_minor, 0 FROM payments_taxremittance r
            WHERE NOT EXISTS (
                SELECT FROM payments_remittancereversal WHERE remittance_id = r.id)
            UNION ALL
            SELECT a.kind, a.currency, 0, n.amount_minor
            FROM payments_entry n JOIN payments_account a ON a.id = n.account_id
            WHERE a.kind IN ('ppn', 'pph22')
        ) sides GROUP BY 1, 2 HAVING sum(rows) <> sum(book)
    """,
    "pending earnings are the pending balance of their payee": """
        SELECT payee_id, currency, sum(earnings) AS earnings, sum(book) AS book FROM (
            SELECT payee_id, currency, amount_minor - taken_minor AS earnings, 0 AS book
            FROM payments_earning WHERE state = 'pending'
            UNION ALL
            SELECT user_id, currency, 0, balance_minor FROM payments_account WHERE kind = 'pending'
        ) sides GROUP BY 1, 2 HAVING sum(earnings) <> sum(book)
    """,
    "payouts on their way are what is cleared for payouts": """
        SELECT provider, currency, sum(rows) AS payouts, sum(book) AS book FROM (
            SELECT provider, currency, amount_minor AS rows, 0 AS book FROM payments_payoutpart
            WHERE state IN ('waiting', 'submitted', 'processing')
            UNION ALL
            SELECT a.provider, a.currency, 0, e.amount_minor
            FROM payments_entry e JOIN payments_account a ON a.id = e.account_id
            WHERE a.kind = 'payout_clearing'
        ) sides GROUP BY 1, 2 HAVING sum(rows) <> sum(book)
    """,
    "a payout is the sum of its parts, and open as long as one of them is": """
        SELECT p.id, p.state, p.amount_minor, coalesce(sum(r.amount_minor), 0) AS parts
        FROM payments_payout p LEFT JOIN payments_payoutpart r ON r.payout_id = p.id
        GROUP BY p.id
        HAVING p.amount_minor <> coalesce(sum(r.amount_minor), 0)
            OR (p.state IN ('requested', 'in_review', 'approved', 'submitted', 'processing'))
               <> coalesce(bool_or(r.state IN ('waiting', 'submitted', 'processing')), false)
            OR (p.state = 'paid') <> coalesce(bool_and(r.state = 'paid'), false)
    """,
    "refunds on their way are what is cleared for refunds": """
        SELECT provider, currency, sum(rows) AS refunds, sum(book) AS book FROM (
            SELECT provider, currency, amount_minor AS rows, 0 AS book FROM payments_refund
            WHERE state = 'requested'
            UNION ALL
            SELECT a.provider, a.currency, 0, e.amount_minor
            FROM payments_entry e JOIN payments_account a ON a.id = e.account_id
            WHERE a.kind = 'refund_clearing'
        ) sides GROUP BY 1, 2 HAVING sum(rows) <> sum(book)
    """,
    "what went back of each escrow is what its refunds say": """
        SELECT e.id, e.refunded_minor, coalesce(sum(r.amount_minor), 0) AS refunds
        FROM payments_escrow e LEFT JOIN payments_refund r ON r.escrow_id = e.id
        GROUP BY e.id HAVING e.refunded_minor <> coalesce(sum(r.amount_minor), 0)
    """,
    "no more goes back through a payin than it brought": """
        SELECT p.id, p.received_minor, sum(r.amount_minor) AS refunds
        FROM payments_payin p
        JOIN payments_refund r ON r.payin_id = p.id AND r.state NOT IN ('failed', 'returned')
        GROUP BY p.id HAVING sum(r.amount_minor) > coalesce(p.received_minor, 0) + p.surplus_minor
    """,
    "chargebacks stand in the book for what Karya bears of them": """
        SELECT provider, currency, sum(rows) AS chargebacks, sum(book) AS book FROM (
            SELECT provider, currency, -borne_minor AS rows, 0 AS book FROM payments_chargeback
            WHERE state <> 'won'
            UNION ALL
            SELECT a.provider, a.currency, 0, e.amount_minor
            FROM payments_entry e JOIN payments_account a ON a.id = e.account_id
            WHERE a.kind = 'chargeback'
        ) sides GROUP BY 1, 2 HAVING sum(rows) <> sum(book)
    """,
    "what banks took out of each escrow is what its chargebacks say": """
        SELECT e.id, e.charged_back_minor, coalesce(sum(c.from_escrow_minor), 0) AS chargebacks
        FROM payments_escrow e
        LEFT JOIN payments_payin p ON p.escrow_id = e.id
        LEFT JOIN payments_chargeback c ON c.payin_id = p.id AND c.state <> 'won'
        GROUP BY e.id HAVING e.charged_back_minor <> coalesce(sum(c.from_escrow_minor), 0)
    """,
    "freelancers owe what their debts say": """
        SELECT currency, sum(rows) AS debts, sum(book) AS book FROM (
            SELECT currency, repaid_minor + cancelled_minor + written_off_minor - amount_minor
                   AS rows, 0 AS book
            FROM payments_debt
            UNION ALL
            SELECT a.currency, 0, e.amount_minor
            FROM payments_entry e JOIN payments_account a ON a.id = e.account_id
            WHERE a.kind = 'freelancer_debt'
        ) sides GROUP BY 1 HAVING sum(rows) <> sum(book)
    """,
    "snapshots equal the entries up to them": """
        WITH nights AS (  -- each with the one before, so that every entry is read once
            SELECT *, lag(last_entry_id, 1, 0::bigint)
                      OVER (PARTITION BY account_id ORDER BY last_entry_id) AS entry_before
            FROM payments_accountsnapshot
        ), sums AS (
            SELECT n.*, sum(moved.minor)
                        OVER (PARTITION BY n.account_id ORDER BY n.last_entry_id) AS entries
            FROM nights n CROSS JOIN LATERAL (
                SELECT coalesce(sum(e.amount_minor), 0) AS minor FROM payments_entry e
                WHERE e.account_id = n.account_id
                  AND e.id > n.entry_before AND e.id <= n.last_entry_id
            ) moved
        )
        SELECT id, account_id, balance_minor, entries FROM sums WHERE balance_minor <> entries
    """,
}
LATE, LOOKED_BACK = timedelta(minutes=10), timedelta(days=7)
_DIFFERS = {
    CaseKind.MISSING_IN_BOOK: "the book knows what the provider settled",
    CaseKind.MISSING_AT_PROVIDER: "the provider knows what the book says",
    CaseKind.AMOUNT: "provider and book name the same amount",
    CaseKind.COST: "provider and book name the same cost",
    CaseKind.DUPLICATE: "the provider settled each thing once",
}


def check_ledger() -> list[Finding]:
    """All rows of the book that are not as they must be; empty when the book is right."""
    return [finding for name in CHECKS for finding in check_one(name)]


def check_one(name: str) -> list[Finding]:
    """The rows that one of CHECKS finds. Sums of millions of transfers get memory to be made in."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(CHECKS[name])
        columns = [column.name for column in cursor.description or []]
        return [
            Finding(name, ", ".join(f"{k}={v}" for k, v in zip(columns, row, strict=True)))
            for row in cursor.fetchall()
        ]


def check_providers(*, now: datetime) -> list[Finding]:
    """Where the reports of the last days and the book differ.

    What is younger than ten minutes may still be on its way to us and is left out.
    """
    findings: list[Finding] = []
    for provider in all_providers():
        comparison = compare(provider, now - LOOKED_BACK, now - LATE)
        findings += [Finding(_DIFFERS[one.kind], _in_words(one)) for one in comparison.differences]
    return findings


def _in_words(one: Difference) -> str:
    reported = f"{one.reported.amount}, cost {one.reported.cost}" if one.reported else "nothing"
    booked = f"{one.booked.amount}, cost {one.booked.cost}" if one.booked else "nothing"
    return f"{one.subject} {one.key or one.reference}: provider {reported}; book {booked}"

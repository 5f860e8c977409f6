"""The balance of accounts that keep none of their own, as a part of SQL statements.

Platform-side accounts are untracked (docs/money.md): their balance is the newest snapshot and the
entries since. A statement selects `MINOR` from `ACCOUNTS`, and says of which accounts `a`.
"""

MINOR = "coalesce(s.balance_minor, 0) + coalesce(e.minor, 0)"
ACCOUNTS = """
    payments_account a
    LEFT JOIN LATERAL (
      SELECT balance_minor, last_entry_id FROM payments_accountsnapshot
      WHERE account_id = a.id ORDER BY last_entry_id DESC LIMIT 1
    ) s ON true
    LEFT JOIN LATERAL (
      SELECT sum(amount_minor) AS minor FROM payments_entry
      WHERE account_id = a.id AND id > coalesce(s.last_entry_id, 0)
    ) e ON true
"""

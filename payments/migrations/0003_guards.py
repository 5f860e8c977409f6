"""What Postgres refuses to everybody: a change of what is written once, a number out of its series.

Postgres reads the words of a CHECK anew for each statement. The long ones of accounts, entries,
earnings and escrows cost more to read than to judge, so their bodies are functions here, which a
connection reads once; names and meaning are as the models say them.
"""

from typing import Any

from django.db import migrations

REFUSE = """
-- The book is written once. A mistake is corrected by another transfer.
CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
END $$;
"""
APPEND_ONLY = (
    "transfer",
    "entry",
    "escrowchange",
    "earninghold",
    "payinchange",
    "refundchange",
    "payoutchange",
    "casenote",
    "document",
    "policyversion",
    "taxpolicy",
    "taxrate",
    "taxremittance",
    "trustpolicy",
    "trustlevel",
)
NEVER_DELETED = ("account", "documentseries")
TRIGGERS = [
    f"CREATE TRIGGER {name}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
    f" ON payments_{name} FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change()"
    for name in APPEND_ONLY
] + [
    f"CREATE TRIGGER {name}_is_never_deleted BEFORE DELETE OR TRUNCATE"
    f" ON payments_{name} FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change()"
    for name in NEVER_DELETED
]

DOCUMENTS = """
-- A series moves only when a document takes its number.
CREATE FUNCTION payments_guard_documentseries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 OR NEW.last_number <> (
       CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.last_number + 1 END)
     OR (TG_OP = 'UPDATE' AND (NEW.person_id, NEW.kind, NEW.year)
                              IS DISTINCT FROM (OLD.person_id, OLD.kind, OLD.year)) THEN
    RAISE EXCEPTION 'a series of documents moves only by documents'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'document_series_moves_by_documents';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documentseries_guard BEFORE INSERT OR UPDATE ON payments_documentseries
  FOR EACH ROW EXECUTE FUNCTION payments_guard_documentseries();

-- The number is the next of its series, whose row stays locked until the commit. A second document
-- about the same subject is not written, and takes no number.
CREATE FUNCTION payments_number_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.sha256 <> encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'the hash is not that of the content'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'document_hash_is_of_content';
  END IF;
  INSERT INTO payments_documentseries (person_id, kind, year, last_number)
    VALUES (NEW.person_id, NEW.kind, NEW.year, 0) ON CONFLICT DO NOTHING;
  PERFORM 1 FROM payments_documentseries
    WHERE person_id = NEW.person_id AND kind = NEW.kind AND year = NEW.year FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM payments_document
    WHERE person_id = NEW.person_id AND kind = NEW.kind AND subject = NEW.subject
  ) THEN
    RETURN NULL;
  END IF;
  UPDATE payments_documentseries SET last_number = last_number + 1
    WHERE person_id = NEW.person_id AND kind = NEW.kind AND year = NEW.year
    RETURNING last_number INTO NEW.number;
  RETURN NEW;
END $$;
CREATE TRIGGER document_number BEFORE INSERT ON payments_document
  FOR EACH ROW EXECUTE FUNCTION payments_number_document();
"""

RULES = """
CREATE FUNCTION payments_is_whole(currency text, minor bigint) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN currency <> 'IDR' OR minor % 100 = 0;
END $$;
CREATE FUNCTION payments_account_of_user(kind text, user_id bigint) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (user_id IS NOT NULL) = (kind IN ('pending', 'available', 'unapplied'));
END $$;
CREATE FUNCTION payments_account_of_provider(kind text, provider text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (provider <> '') = (kind IN ('chargeback', 'payout_clearing', 'provider_cash',
                                      'provider_fee', 'refund_clearing'));
END $$;
CREATE FUNCTION payments_account_is_tracked(kind text, tracked boolean, may_go_negative boolean)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN may_go_negative <> tracked
         AND tracked = (kind IN ('escrow', 'pending', 'available', 'unapplied'));
END $$;
CREATE FUNCTION payments_escrow_holds(state text, held bigint, charged_back bigint)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF state IN ('held', 'frozen', 'partly_paid', 'partly_released') THEN
    RETURN held > 0 OR (state = 'frozen' AND charged_back > 0);
  END IF;
  RETURN held = 0;
END $$;
CREATE FUNCTION payments_escrow_unpaid(state text, paid bigint)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN state NOT IN ('created', 'expired', 'failed', 'payment_pending') OR paid = 0;
END $$;
CREATE FUNCTION payments_escrow_complete(state text, missing bigint)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN state NOT IN ('held', 'partly_released', 'released', 'split') OR missing = 0;
END $$;
CREATE FUNCTION payments_escrow_part(
  state text, paid bigint, missing bigint, complete_by timestamptz
) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN state <> 'partly_paid' OR (paid > 0 AND missing > 0 AND complete_by IS NOT NULL);
END $$;
"""

_MISSING = "amount_minor + client_fee_minor + client_ppn_minor - paid_minor"
_PARTS = (
    "paid_minor, held_minor, released_minor, refunded_minor, fee_minor, ppn_minor, pph22_minor,"
    " client_fee_minor, client_ppn_minor, charged_back_minor"
)
SHORT = {
    "payments_entry": {"entry_whole_rupiah": "payments_is_whole(currency, amount_minor)"},
    "payments_account": {
        "account_user_by_kind": "payments_account_of_user(kind, user_id)",
        "account_provider_by_kind": "payments_account_of_provider(kind, provider)",
        "account_tracked_by_kind": "payments_account_is_tracked(kind, tracked, may_go_negative)",
    },
    "payments_earning": {"earning_whole_rupiah": "payments_is_whole(currency, amount_minor)"},
    "payments_escrow": {
        "escrow_whole_rupiah": "payments_is_whole(currency, amount_minor)",
        "escrow_parts_not_negative": f"least({_PARTS}) >= 0",
        "escrow_holds_while_funded": "payments_escrow_holds(state, held_minor, charged_back_minor)",
        "escrow_unpaid_means_unpaid": "payments_escrow_unpaid(state, paid_minor)",
        "escrow_moves_when_complete": f"payments_escrow_complete(state, {_MISSING})",
        "escrow_partly_paid_means_a_part": (
            f"payments_escrow_part(state, paid_minor, {_MISSING}, complete_by_at)"
        ),
    },
}


def write_short(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Each body in its short words."""
    for table, bodies in SHORT.items():
        changes = ", ".join(
            f"DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK ({body})"
            for name, body in bodies.items()
        )
        schema_editor.execute(f"ALTER TABLE {table} {changes}")


class Migration(migrations.Migration):
    replaces = [
        ("payments", "0007_reconciliation"),
        ("payments", "0009_document_guards"),
        ("payments", "0030_tax_policy"),
        ("payments", "0033_tax_remittances"),
        ("payments", "0037_trust_levels"),
    ]

    dependencies = [("payments", "0002_book")]

    operations = [
        migrations.RunSQL(REFUSE),
        *[migrations.RunSQL(trigger) for trigger in TRIGGERS],
        migrations.RunSQL(DOCUMENTS),
        migrations.RunSQL(RULES),
        migrations.RunPython(write_short),
    ]

"""Postgres as the judge of the book: append-only, balanced, sealed, never overdrawn."""

from django.db import migrations

GUARDS = """
-- The book is written once. A mistake is corrected by another transfer.
CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE TRIGGER transfer_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_transfer FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_entry FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER account_is_never_deleted BEFORE DELETE OR TRUNCATE
  ON payments_account FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER escrowchange_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_escrowchange FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER payinchange_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_payinchange FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER refundchange_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_refundchange FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER payoutchange_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_payoutchange FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER policyversion_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_policyversion FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();

-- An account opens at zero, keeps its identity, and its balance moves only through entries.
CREATE FUNCTION payments_guard_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.balance_minor <> 0 THEN
      RAISE EXCEPTION 'an account opens at zero'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_opens_at_zero';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.kind, NEW.user_id, NEW.escrow_id, NEW.provider, NEW.currency, NEW.tracked,
      NEW.may_go_negative, NEW.opened_at)
     IS DISTINCT FROM
     (OLD.id, OLD.kind, OLD.user_id, OLD.escrow_id, OLD.provider, OLD.currency, OLD.tracked,
      OLD.may_go_negative, OLD.opened_at) THEN
    RAISE EXCEPTION 'the identity of an account does not change'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_identity_is_fixed';
  END IF;
  IF NEW.balance_minor <> OLD.balance_minor AND pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'a balance moves only through entries'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'account_balance_moves_by_entries';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER account_guard BEFORE INSERT OR UPDATE ON payments_account
  FOR EACH ROW EXECUTE FUNCTION payments_guard_account();

-- A transfer knows the database transaction that wrote it; nobody can claim another.
CREATE FUNCTION payments_stamp_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xid := pg_current_xact_id()::text::bigint;
  RETURN NEW;
END $$;
CREATE TRIGGER transfer_stamp BEFORE INSERT ON payments_transfer
  FOR EACH ROW EXECUTE FUNCTION payments_stamp_transfer();

-- A transfer without entries cannot commit.
CREATE FUNCTION payments_require_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM payments_entry WHERE transfer_id = NEW.id) THEN
    RAISE EXCEPTION 'transfer % has no entries', NEW.key
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'transfer_has_entries';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfer_has_entries AFTER INSERT ON payments_transfer
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_require_entries();

-- Entries name the currency of their account.
ALTER TABLE payments_entry ADD CONSTRAINT entry_account_currency
  FOREIGN KEY (account_id, currency) REFERENCES payments_account (id, currency);

-- Each INSERT of entries balances per transfer and currency, belongs to a transfer of this very
-- database transaction, and moves the balances of tracked accounts in the order of their ids.
CREATE FUNCTION payments_apply_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh GROUP BY transfer_id, currency
    HAVING sum(amount_minor) <> 0 OR count(*) < 2
  ) THEN
    RAISE EXCEPTION 'entries do not sum to zero'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'entries_sum_to_zero';
  END IF;
  IF EXISTS (
    SELECT 1 FROM fresh JOIN payments_transfer t ON t.id = fresh.transfer_id
    WHERE t.xid <> pg_current_xact_id()::text::bigint
  ) THEN
    RAISE EXCEPTION 'the transfer is sealed'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'transfer_is_sealed';
  END IF;
  PERFORM 1 FROM payments_account
    WHERE tracked AND id IN (SELECT account_id FROM fresh)
    ORDER BY id FOR NO KEY UPDATE;
  UPDATE payments_account a SET balance_minor = a.balance_minor + moved.minor
    FROM (SELECT account_id, sum(amount_minor)::bigint AS minor FROM fresh GROUP BY 1) moved
    WHERE a.id = moved.account_id AND a.tracked;
  RETURN NULL;
END $$;
CREATE TRIGGER entry_apply AFTER INSERT ON payments_entry
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION payments_apply_entries();

-- One posting: the transfer once per key, accounts opened as needed, all entries in one statement.
-- p_lines: [{"kind", "user_id", "escrow_id", "provider", "currency", "minor"}]
CREATE FUNCTION payments_post(
  p_key text, p_hash text, p_kind text, p_reference text, p_resolves bigint, p_lines jsonb,
  OUT transfer_id bigint, OUT is_new boolean
) LANGUAGE plpgsql AS $$
DECLARE
  known_hash text;
BEGIN
  INSERT INTO payments_transfer (key, request_hash, kind, reference, resolves_id, xid, posted_at)
    VALUES (p_key, p_hash, p_kind, p_reference, p_resolves, 0, clock_timestamp())
    ON CONFLICT (key) DO NOTHING RETURNING id INTO transfer_id;
  is_new := transfer_id IS NOT NULL;
  IF NOT is_new THEN
    SELECT id, request_hash INTO transfer_id, known_hash FROM payments_transfer WHERE key = p_key;
    IF known_hash <> p_hash THEN
      RAISE EXCEPTION 'key % was used for another posting', p_key
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'transfer_key_is_reused';
    END IF;
    RETURN;
  END IF;
  INSERT INTO payments_account
      (kind, user_id, escrow_id, provider, currency, tracked, may_go_negative, balance_minor,
       opened_at)
    SELECT DISTINCT l.kind, l.user_id, l.escrow_id, l.provider, l.currency, own.is, NOT own.is, 0,
           clock_timestamp()
    FROM jsonb_to_recordset(p_lines)
      AS l(kind text, user_id bigint, escrow_id bigint, provider text, currency text)
    CROSS JOIN LATERAL (
      SELECT l.kind IN ('escrow', 'pending', 'available', 'unapplied') AS is
    ) own
    WHERE NOT EXISTS (
      SELECT 1 FROM payments_account a
      WHERE a.kind = l.kind AND a.user_id IS NOT DISTINCT FROM l.user_id
        AND a.escrow_id IS NOT DISTINCT FROM l.escrow_id
        AND a.provider = l.provider AND a.currency = l.currency
    )
    ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT DO NOTHING;
  INSERT INTO payments_entry (transfer_id, account_id, currency, amount_minor)
    SELECT payments_post.transfer_id, a.id, l.currency, l.minor
    FROM jsonb_to_recordset(p_lines)
      AS l(kind text, user_id bigint, escrow_id bigint, provider text, currency text, minor bigint)
    JOIN payments_account a
      ON a.kind = l.kind AND a.user_id IS NOT DISTINCT FROM l.user_id
      AND a.escrow_id IS NOT DISTINCT FROM l.escrow_id
      AND a.provider = l.provider AND a.currency = l.currency
    ORDER BY a.id;
END $$;
"""

NO_GUARDS = """
DROP FUNCTION payments_post(text, text, text, text, bigint, jsonb);
DROP TRIGGER entry_apply ON payments_entry;
DROP FUNCTION payments_apply_entries();
ALTER TABLE payments_entry DROP CONSTRAINT entry_account_currency;
DROP TRIGGER transfer_has_entries ON payments_transfer;
DROP FUNCTION payments_require_entries();
DROP TRIGGER transfer_stamp ON payments_transfer;
DROP FUNCTION payments_stamp_transfer();
DROP TRIGGER account_guard ON payments_account;
DROP FUNCTION payments_guard_account();
DROP FUNCTION payments_refuse_change() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]

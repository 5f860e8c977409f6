"""The book in Postgres: balanced, sealed, never overdrawn, written by one call; and its readers.

Public names are those of the functions: `payments_post` writes a transfer, `payments_settle` divides
an escrow, `payments_settled_entry` and `payments_slip_rows` read.
"""

from django.db import migrations

ACCOUNTS = """
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

-- Room on each page for the next balance, so that no index has to follow it.
ALTER TABLE payments_account SET (fillfactor = 80);
"""

ENTRIES = """
-- The entries of one transfer in one currency, which is nearly all, are judged without grouping.
-- A transfer that is not of this database transaction, or is none, takes no entries: so the key to
-- it needs no check of its own. Tracked accounts are locked and moved in the order of their ids.
CREATE FUNCTION payments_apply_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  own CONSTANT bigint := pg_current_xact_id()::text::bigint;
  seen record;
  moved record;
  is_balanced boolean;
  is_own boolean;
BEGIN
  SELECT min(transfer_id) AS first, max(transfer_id) AS last, sum(amount_minor) AS total,
         count(*) AS many, min(currency) = max(currency) AS is_one_currency
    INTO seen FROM fresh;
  IF seen.many = 0 THEN
    RETURN NULL;
  ELSIF seen.first = seen.last AND seen.is_one_currency THEN
    is_balanced := seen.total = 0 AND seen.many > 1;
    is_own := EXISTS (SELECT 1 FROM payments_transfer WHERE id = seen.first AND xid = own);
  ELSE
    is_balanced := NOT EXISTS (
      SELECT 1 FROM fresh GROUP BY transfer_id, currency
      HAVING sum(amount_minor) <> 0 OR count(*) < 2
    );
    is_own := NOT EXISTS (
      SELECT 1 FROM fresh LEFT JOIN payments_transfer t ON t.id = fresh.transfer_id
      WHERE t.xid IS DISTINCT FROM own
    );
  END IF;
  IF NOT is_balanced THEN
    RAISE EXCEPTION 'entries do not sum to zero'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'entries_sum_to_zero';
  END IF;
  IF NOT is_own THEN
    RAISE EXCEPTION 'the transfer is sealed'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'transfer_is_sealed';
  END IF;
  FOR moved IN
    SELECT account_id, sum(amount_minor)::bigint AS minor FROM fresh GROUP BY 1 ORDER BY 1
  LOOP
    UPDATE payments_account SET balance_minor = balance_minor + moved.minor
      WHERE id = moved.account_id AND tracked;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER entry_apply AFTER INSERT ON payments_entry
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION payments_apply_entries();
"""

POST = """
-- One posting: the transfer once per key; the lines are looked up once, accounts that are missing
-- are opened and looked up again; all entries are written by one statement.
-- p_lines: [{"kind", "user_id", "escrow_id", "provider", "currency", "minor"}]
CREATE FUNCTION payments_post(
  p_key text, p_hash text, p_kind text, p_reference text, p_resolves bigint, p_lines jsonb,
  OUT transfer_id bigint, OUT is_new boolean
) LANGUAGE plpgsql AS $$
DECLARE
  known_hash text;
  accounts bigint[];
  currencies text[];
  minors bigint[];
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
  FOR attempt IN 1 .. 2 LOOP
    SELECT array_agg(a.id), array_agg(l.currency), array_agg(l.minor)
      INTO accounts, currencies, minors
      FROM jsonb_to_recordset(p_lines) AS l(
        kind text, user_id bigint, escrow_id bigint, provider text, currency text, minor bigint)
      LEFT JOIN LATERAL (
        SELECT id FROM payments_account
        WHERE kind = l.kind AND coalesce(user_id, 0::bigint) = coalesce(l.user_id, 0::bigint)
          AND coalesce(escrow_id, 0::bigint) = coalesce(l.escrow_id, 0::bigint)
          AND provider = l.provider AND currency = l.currency
        LIMIT 1
      ) a ON true;
    EXIT WHEN attempt = 2 OR array_position(accounts, NULL) IS NULL;
    INSERT INTO payments_account
        (kind, user_id, escrow_id, provider, currency, tracked, may_go_negative, balance_minor,
         opened_at)
      SELECT DISTINCT l.kind, l.user_id, l.escrow_id, l.provider, l.currency, own.is, NOT own.is,
             0, clock_timestamp()
      FROM jsonb_to_recordset(p_lines)
        AS l(kind text, user_id bigint, escrow_id bigint, provider text, currency text)
      CROSS JOIN LATERAL (
        SELECT l.kind IN ('escrow', 'pending', 'available', 'unapplied') AS is
      ) own
      ORDER BY 1, 2, 3, 4, 5
      ON CONFLICT DO NOTHING;
  END LOOP;
  INSERT INTO payments_entry (transfer_id, account_id, currency, amount_minor)
    SELECT payments_post.transfer_id, l.account_id, l.currency, l.minor
    FROM unnest(accounts, currencies, minors) AS l(account_id, currency, minor)
    ORDER BY l.account_id;
END $$;
"""

SETTLE = """
-- An escrow is divided: its step, its history, the posting and what was earned, in one call.
-- Python has locked the row, decided, and computed; what does not fit is refused here as well.
CREATE FUNCTION payments_settle(
  p_escrow bigint, p_from text, p_to text, p_taken bigint, p_net bigint, p_fee bigint,
  p_ppn bigint, p_payer_ppn bigint, p_payee_ppn bigint, p_pph22 bigint, p_gross bigint,
  p_back bigint, p_closed timestamptz, p_by bigint, p_reason text, p_now timestamptz,
  p_request_key text, p_earning text, p_available timestamptz,
  p_key text, p_hash text, p_kind text, p_reference text, p_lines jsonb,
  OUT transfer_id bigint, OUT earning_id bigint
) LANGUAGE plpgsql AS $$
DECLARE
  v_payee bigint;
  v_currency text;
BEGIN
  UPDATE payments_escrow
    SET state = p_to, held_minor = held_minor - p_taken,
        released_minor = released_minor + p_net, fee_minor = fee_minor + p_fee,
        ppn_minor = ppn_minor + p_ppn, pph22_minor = pph22_minor + p_pph22,
        earned_minor = earned_minor + p_gross, refunded_minor = refunded_minor + p_back,
        closed_at = p_closed
    WHERE id = p_escrow AND state = p_from
    RETURNING payee_id, currency INTO v_payee, v_currency;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'escrow % is not %', p_escrow, p_from
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'escrow_moves_from_its_state';
  END IF;
  INSERT INTO payments_escrowchange
      (escrow_id, actor_id, kind, from_state, to_state, reason, happened_at)
    VALUES (p_escrow, p_by, p_to, p_from, p_to, p_reason, p_now);
  IF p_net > 0 THEN
    INSERT INTO payments_earning
        (escrow_id, payee_id, currency, amount_minor, fee_minor, ppn_minor, client_ppn_minor,
         pph22_minor, gross_minor, request_key, state, earned_at, available_at)
      VALUES (p_escrow, v_payee, v_currency, p_net, p_fee, p_payee_ppn, p_payer_ppn,
              p_pph22, p_gross, p_request_key, p_earning, p_now, p_available)
      RETURNING id INTO earning_id;
  END IF;
  SELECT p.transfer_id INTO transfer_id
    FROM payments_post(p_key, p_hash, p_kind, p_reference, NULL, p_lines) p;
END $$;
"""

# `LOCK TABLE … IN SHARE MODE` asks for the right to update, which the application's role has not.
# The function runs as its owner and does this one thing, for the nightly snapshots.
SETTLED = """
CREATE FUNCTION payments_settled_entry() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  LOCK TABLE public.payments_entry IN SHARE MODE;
  RETURN (SELECT max(id) FROM public.payments_entry);
END $$;
"""

# What a slip is made of, looked up in one call.
SLIP_ROWS = """
CREATE FUNCTION payments_slip_rows(
  p_earning bigint,
  OUT earning payments_earning, OUT escrow payments_escrow,
  OUT payee accounts_user, OUT payer accounts_user,
  OUT payee_profile accounts_clientprofile, OUT payer_profile accounts_clientprofile
) LANGUAGE plpgsql STABLE AS $$
BEGIN
  SELECT * INTO earning FROM payments_earning WHERE id = p_earning;
  SELECT * INTO escrow FROM payments_escrow WHERE id = earning.escrow_id;
  SELECT * INTO payee FROM accounts_user WHERE id = earning.payee_id;
  SELECT * INTO payer FROM accounts_user WHERE id = escrow.payer_id;
  SELECT * INTO payee_profile FROM accounts_clientprofile WHERE user_id = earning.payee_id;
  SELECT * INTO payer_profile FROM accounts_clientprofile WHERE user_id = escrow.payer_id;
END $$;
"""


class Migration(migrations.Migration):
    replaces = [
        ("payments", "0002_guards"),
        ("payments", "0005_post_by_index"),
        ("payments", "0023_settled_entry"),
        ("payments", "0031_fewer_steps"),
        ("payments", "0034_slip_rows"),
    ]

    dependencies = [("payments", "0001_tables")]

    operations = [
        migrations.RunSQL(step) for step in (ACCOUNTS, ENTRIES, POST, SETTLE, SETTLED, SLIP_ROWS)
    ]

"""A posting and a release in fewer steps: the same rules, judged with less work.

Postgres reads the words of a CHECK anew for each statement. The long ones of accounts, entries,
earnings and escrows cost more to read than to judge, so their bodies are functions now, which a
connection reads once; names and meaning are as the models say them.
"""

from typing import Any

from django.db import migrations, models

POST = """
-- The lines of a posting looked up once; accounts that are missing are opened, and looked up again.
CREATE OR REPLACE FUNCTION payments_post(
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
DROP FUNCTION payments_pockets(jsonb);

-- The entries of one transfer in one currency, which is nearly all, are judged without grouping.
-- A transfer that is not of this database transaction, or is none, takes no entries: so the key to
-- it needs no check of its own. Tracked accounts are locked and moved in the order of their ids.
CREATE OR REPLACE FUNCTION payments_apply_entries() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- Room on each page for the next balance, so that no index has to follow it.
ALTER TABLE payments_account SET (fillfactor = 80);
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
  OUT transfer_id bigint, OUT earning_id bigint, OUT is_claimed boolean
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
  is_claimed := false;
  IF p_net > 0 THEN
    INSERT INTO payments_earning
        (escrow_id, payee_id, currency, amount_minor, fee_minor, ppn_minor, client_ppn_minor,
         pph22_minor, gross_minor, request_key, state, earned_at, available_at)
      VALUES (p_escrow, v_payee, v_currency, p_net, p_fee, p_payee_ppn, p_payer_ppn,
              p_pph22, p_gross, p_request_key, p_earning, p_now, p_available)
      RETURNING id INTO earning_id;
    is_claimed := EXISTS (SELECT 1 FROM payments_debt WHERE user_id = v_payee AND closed_at IS NULL)
      OR EXISTS (SELECT 1 FROM payments_setaside WHERE user_id = v_payee AND share_bps > 0);
  END IF;
  SELECT p.transfer_id INTO transfer_id
    FROM payments_post(p_key, p_hash, p_kind, p_reference, NULL, p_lines) p;
END $$;
"""
NO_SETTLE = """
DROP FUNCTION payments_settle(
  bigint, text, text, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint,
  timestamptz, bigint, text, timestamptz, text, text, timestamptz, text, text, text, text, jsonb);
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
NO_RULES = """
DROP FUNCTION payments_is_whole(text, bigint);
DROP FUNCTION payments_account_of_user(text, bigint);
DROP FUNCTION payments_account_of_provider(text, text);
DROP FUNCTION payments_account_is_tracked(text, boolean, boolean);
DROP FUNCTION payments_escrow_holds(text, bigint, bigint);
DROP FUNCTION payments_escrow_unpaid(text, bigint);
DROP FUNCTION payments_escrow_complete(text, bigint);
DROP FUNCTION payments_escrow_part(text, bigint, bigint, timestamptz);
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


def write_long(apps: Any, schema_editor: Any) -> None:
    """Each body as the models say it."""
    for model in apps.get_app_config("payments").get_models():
        for constraint in model._meta.constraints:
            if constraint.name in SHORT.get(model._meta.db_table, {}):
                schema_editor.remove_constraint(model, constraint)
                schema_editor.add_constraint(model, constraint)


class Migration(migrations.Migration):
    dependencies = [("payments", "0030_tax_policy")]

    operations = [
        migrations.RunSQL(POST, migrations.RunSQL.noop),
        migrations.RunSQL(SETTLE, NO_SETTLE),
        migrations.RunSQL(RULES, NO_RULES),
        migrations.RunPython(write_short, write_long),
        migrations.AlterField(
            model_name="entry",
            name="transfer",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=models.PROTECT,
                related_name="entries",
                to="payments.transfer",
            ),
        ),
    ]

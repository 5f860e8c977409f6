"""One posting looks its accounts up by their index, however many accounts there are.

`IS NOT DISTINCT FROM` cannot use an index, so the first version read the whole table of accounts
twice for each posting. The lookup is a LATERAL with LIMIT, which is never turned into a hash join.
"""

from django.db import migrations, models
from django.db.models.functions import Coalesce

POST = """
CREATE OR REPLACE FUNCTION payments_post(
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
  IF EXISTS (SELECT 1 FROM payments_pockets(p_lines) WHERE account_id IS NULL) THEN
    INSERT INTO payments_account
        (kind, user_id, escrow_id, provider, currency, tracked, may_go_negative, balance_minor,
         opened_at)
      SELECT DISTINCT p.kind, p.user_id, p.escrow_id, p.provider, p.currency, own.is, NOT own.is,
             0, clock_timestamp()
      FROM payments_pockets(p_lines) p
      CROSS JOIN LATERAL (
        SELECT p.kind IN ('escrow', 'pending', 'available', 'unapplied') AS is
      ) own
      WHERE p.account_id IS NULL
      ORDER BY 1, 2, 3, 4, 5
      ON CONFLICT DO NOTHING;
  END IF;
  INSERT INTO payments_entry (transfer_id, account_id, currency, amount_minor)
    SELECT payments_post.transfer_id, p.account_id, p.currency, p.minor
    FROM payments_pockets(p_lines) p ORDER BY p.account_id;
END $$;
"""
POCKETS = """
-- The lines of a posting, each with its account if that is open.
CREATE FUNCTION payments_pockets(p_lines jsonb)
RETURNS TABLE (
  kind text, user_id bigint, escrow_id bigint, provider text, currency text, minor bigint,
  account_id bigint
) LANGUAGE sql VOLATILE ROWS 4 AS $$
  SELECT l.kind, l.user_id, l.escrow_id, l.provider, l.currency, l.minor, a.id
  FROM jsonb_to_recordset(p_lines)
    AS l(kind text, user_id bigint, escrow_id bigint, provider text, currency text, minor bigint)
  LEFT JOIN LATERAL (
    SELECT id FROM payments_account
    WHERE kind = l.kind AND coalesce(user_id, 0::bigint) = coalesce(l.user_id, 0::bigint)
      AND coalesce(escrow_id, 0::bigint) = coalesce(l.escrow_id, 0::bigint)
      AND provider = l.provider AND currency = l.currency
    LIMIT 1
  ) a ON true
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_ways_to_pay")]

    operations = [
        migrations.RemoveConstraint(model_name="account", name="account_identity"),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                models.F("kind"),
                Coalesce("user_id", models.Value(0)),
                Coalesce("escrow_id", models.Value(0)),
                models.F("provider"),
                models.F("currency"),
                name="account_identity",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=models.PROTECT,
                related_name="entries",
                to="payments.account",
            ),
        ),
        migrations.RunSQL(POCKETS, "DROP FUNCTION payments_pockets(jsonb)"),
        migrations.RunSQL(POST, migrations.RunSQL.noop),
    ]

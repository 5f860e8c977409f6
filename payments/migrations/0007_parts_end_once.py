"""A part of a payout is paid, comes back or is cancelled once, by a transfer of its own."""

from django.db import migrations, models
from django.db.models import Q

ONCE = """
-- A hold of several parts has several ends, and each part has one: paid, back, or cancelled.
CREATE FUNCTION payments_refuse_second_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'part % of a payout is settled already', OLD.id
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER payoutpart_is_settled_once BEFORE UPDATE OF settled_in_id ON payments_payoutpart
  FOR EACH ROW
  WHEN (OLD.settled_in_id IS NOT NULL AND NEW.settled_in_id IS DISTINCT FROM OLD.settled_in_id)
  EXECUTE FUNCTION payments_refuse_second_end();
"""
NOT_ONCE = """
DROP TRIGGER payoutpart_is_settled_once ON payments_payoutpart;
DROP FUNCTION payments_refuse_second_end();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_sources_in_both_languages")]

    operations = [
        migrations.AddConstraint(
            model_name="payoutpart",
            constraint=models.UniqueConstraint(
                condition=~Q(state="cancelled"),
                fields=("settled_in",),
                name="payoutpart_has_its_own_end",
            ),
        ),
        migrations.RunSQL(ONCE, NOT_ONCE),
    ]

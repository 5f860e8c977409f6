"""What a bank takes back is in the currency that was paid, and what it kept is not waited for.

The columns of the two keys, `id` and `currency`, never change, so that they need no other guard.
"""

from django.db import migrations, models
from django.db.models import Q

CURRENCY = """
ALTER TABLE payments_chargeback ADD CONSTRAINT chargeback_payin_currency
  FOREIGN KEY (payin_id, currency) REFERENCES payments_payin (id, currency);
"""
NO_CURRENCY = "ALTER TABLE payments_chargeback DROP CONSTRAINT chargeback_payin_currency"


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_parts_end_once")]

    operations = [
        migrations.RemoveField(model_name="chargeback", name="is_freezing"),
        migrations.AddField(
            model_name="mismatch",
            name="is_freezing",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="payin",
            constraint=models.UniqueConstraint(fields=("id", "currency"), name="payin_id_currency"),
        ),
        migrations.RunSQL(CURRENCY, NO_CURRENCY),
        migrations.AddConstraint(
            model_name="escrow",
            constraint=models.CheckConstraint(
                condition=~Q(state="partly_paid") | Q(charged_back_minor=0),
                name="escrow_partly_paid_lost_nothing",
            ),
        ),
    ]

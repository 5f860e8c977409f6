"""A wrong entry about a payment to the tax office can be taken back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_first_policies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RemittanceReversal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=2000)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="taxremittance",
            name="remittance_once_per_proof",
        ),
        migrations.AddField(
            model_name="remittancereversal",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="remittancereversal",
            name="remittance",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reversal",
                to="payments.taxremittance",
            ),
        ),
        migrations.AddField(
            model_name="taxremittance",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="payments.remittancereversal",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxremittance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces", None)),
                fields=("tax", "reference"),
                name="remittance_once_per_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="remittancereversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="remittance_reversal_has_reason",
            ),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER remittancereversal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
            " ON payments_remittancereversal FOR EACH STATEMENT"
            " EXECUTE FUNCTION payments_refuse_change()",
            "DROP TRIGGER remittancereversal_is_append_only ON payments_remittancereversal",
        ),
    ]

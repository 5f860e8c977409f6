"""Cases cite a version of the one rulebook, whose words never change."""

import django.db.models.deletion
from django.db import migrations, models

CITE = """
UPDATE moderation_accountcase SET rule_id = (
  SELECT id FROM staff_ruleversion WHERE code || '.' || number = rule_name);
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_accountcase"), ("staff", "0004_one_rulebook")]

    operations = [
        migrations.RemoveField("accountcase", "rule_en"),
        migrations.RemoveField("accountcase", "rule_id"),
        migrations.RenameField("accountcase", "rule", "rule_name"),
        migrations.AddField(
            "accountcase",
            "rule",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.ruleversion",
            ),
        ),
        migrations.RunSQL(CITE, migrations.RunSQL.noop),
        migrations.AlterField(
            "accountcase",
            "rule",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.ruleversion",
            ),
        ),
        migrations.RemoveField("accountcase", "rule_name"),
    ]

"""The rules of disputes move, with their numbers, to the one rulebook of the staff's room."""

import django.db.models.deletion
from django.db import migrations, models

# The rules keep their numbers, so that no ruling changes.
MOVE = """
INSERT INTO staff_ruleversion
  (id, book, code, number, effective_at, name_en, name_id, text_en, text_id)
SELECT id, 'disputes', code, row_number() OVER (PARTITION BY code ORDER BY effective_at),
  effective_at, name_en, name_id, text_en, text_id
FROM disputes_ruleversion;
"""


class Migration(migrations.Migration):
    dependencies = [("disputes", "0002_whole_machine"), ("staff", "0004_one_rulebook")]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="ruling",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.ruleversion",
            ),
        ),
        migrations.DeleteModel(name="RuleVersion"),
    ]

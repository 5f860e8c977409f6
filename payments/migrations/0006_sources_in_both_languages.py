"""Where the rates of BPJS come from, in Indonesian too."""

from django.db import migrations, models

BEFORE = (
    "BPJS Ketenagakerjaan for those who work for themselves (BPU), as reported by bantentv.com in "
    "2025 for freelancers: JKK 1 % of the declared income, JKM a flat Rp6.800, JHT 2 %, each a "
    "month. Check bpjsketenagakerjaan.go.id before you rely on it."
)
ENGLISH = (
    "BPJS Ketenagakerjaan for those who work for themselves (BPU), as reported by bantentv.com in "
    "2025 for freelancers: JKK 1% of the declared income, JKM a flat Rp6,800, JHT 2%, each a "
    "month. Check bpjsketenagakerjaan.go.id before you rely on it."
)
INDONESIAN = (
    "BPJS Ketenagakerjaan untuk pekerja mandiri (BPU), seperti diberitakan bantentv.com pada 2025 "
    "untuk freelancer: JKK 1% dari penghasilan yang dilaporkan, JKM Rp6.800 tetap, JHT 2%, "
    "masing-masing per bulan. Periksa dulu di bpjsketenagakerjaan.go.id sebelum "
    "mengandalkannya."
)


def say_in_both(apps, schema_editor):
    rows = apps.get_model("payments", "ContributionRate").objects.filter(source=BEFORE)
    rows.update(source=ENGLISH, source_indonesian=INDONESIAN)


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_remittance_reversals")]
    operations = [
        migrations.AddField(
            model_name="contributionrate",
            name="source_indonesian",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.RunPython(say_in_both, migrations.RunPython.noop),
    ]

"""One rulebook for everything that moderators decide. Its first rules are those of Karya's start."""

from datetime import UTC, datetime

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# The rules of disputes come with their numbers from the room of disputes, below this one.
FIRST_NUMBER = 101
RULES = [
    (
        "conduct",
        "A1",
        "Be who you say you are",
        "Jujur tentang dirimu",
        "Be who you say you are: no fakes, no work of others shown as your own, no deceit.",
        "Jujur tentang dirimu: jangan palsu, jangan mengaku karya orang lain, jangan menipu.",
    ),
    (
        "conduct",
        "A2",
        "Payments stay here",
        "Pembayaran tetap di sini",
        "Do not ask anybody to pay outside Karya before a contract is signed here.",
        "Jangan meminta pembayaran di luar Karya sebelum ada kontrak di sini.",
    ),
    (
        "conduct",
        "A3",
        "Respect everybody",
        "Hormati semua orang",
        "Do not insult, threaten or press anybody.",
        "Jangan menghina, mengancam, atau menekan siapa pun.",
    ),
    (
        "conduct",
        "A4",
        "No free work, no spam",
        "Tanpa kerja gratis, tanpa spam",
        "Do not ask for free work, and do not send the same words to everybody.",
        "Jangan meminta kerja gratis, dan jangan mengirim kata yang sama ke semua orang.",
    ),
    (
        "conduct",
        "A5",
        "Nothing forbidden, nothing private",
        "Tidak ada yang dilarang, tidak ada yang pribadi",
        "Nothing forbidden by law, and nobody's private data.",
        "Jangan ada yang dilarang hukum, dan jangan menyebar data pribadi orang.",
    ),
    (
        "conduct",
        "A6",
        "Reviews are honest",
        "Ulasan itu jujur",
        "A review tells of the work that was done together. It is not bought, and not used to press.",
        "Ulasan bercerita tentang pekerjaan bersama. Ulasan tidak dibeli, dan tidak untuk menekan.",
    ),
    (
        "postings",
        "P1",
        "No free samples",
        "Tanpa contoh gratis",
        "Postings do not ask for free samples or unpaid tests. Ask for past work instead.",
        "Proyek tidak meminta contoh gratis atau tes tanpa bayaran. Mintalah hasil kerja sebelumnya.",
    ),
    (
        "postings",
        "P2",
        "No contact details",
        "Tanpa kontak pribadi",
        "Postings carry no telephone numbers, e-mail addresses or payment outside. Both sides are "
        "protected only here.",
        "Proyek tidak memuat nomor telepon, alamat e-mail, atau pembayaran di luar. Kedua pihak "
        "hanya terlindungi di sini.",
    ),
    (
        "postings",
        "P3",
        "Nothing that hurts or cheats",
        "Tidak ada yang menyakiti atau menipu",
        "Work that breaks the law, cheats somebody or hurts people has no place here.",
        "Pekerjaan yang melanggar hukum, menipu, atau menyakiti orang tidak punya tempat di sini.",
    ),
    (
        "postings",
        "P4",
        "Say what is to be made",
        "Sebutkan apa yang dibuat",
        "A posting says what is to be made and for which budget, so that people can bid.",
        "Proyek menyebutkan apa yang dibuat dan berapa anggarannya, supaya orang bisa menawar.",
    ),
    (
        "postings",
        "P5",
        "One piece of paid work",
        "Satu pekerjaan berbayar",
        "A posting offers one piece of paid work: no advertising, no recruiting schemes.",
        "Satu proyek menawarkan satu pekerjaan berbayar: bukan iklan, bukan perekrutan berantai.",
    ),
    (
        "postings",
        "P6",
        "Posted once",
        "Dipasang sekali",
        "Each piece of work is posted once.",
        "Setiap pekerjaan dipasang sekali.",
    ),
]


def write_rules(apps, schema_editor):
    rules = apps.get_model("staff", "RuleVersion").objects
    for pk, (book, code, name_en, name_id, text_en, text_id) in enumerate(RULES, FIRST_NUMBER):
        rules.get_or_create(
            pk=pk,
            book=book,
            code=code,
            effective_at=datetime(2026, 1, 1, tzinfo=UTC),
            name_en=name_en,
            name_id=name_id,
            text_en=text_en,
            text_id=text_id,
        )
    schema_editor.execute(
        "SELECT setval(pg_get_serial_sequence('staff_ruleversion', 'id'),"
        " (SELECT max(id) FROM staff_ruleversion))"
    )


class Migration(migrations.Migration):
    dependencies = [("staff", "0003_viewing")]

    operations = [
        migrations.CreateModel(
            name="RuleVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "book",
                    models.CharField(
                        choices=[
                            ("conduct", "How we treat each other"),
                            ("postings", "What may be posted"),
                            ("disputes", "How disputes are decided"),
                        ],
                        default="disputes",
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("effective_at", models.DateTimeField()),
                ("name_en", models.CharField(max_length=120)),
                ("name_id", models.CharField(max_length=120)),
                ("text_en", models.TextField()),
                ("text_id", models.TextField()),
            ],
            options={
                "ordering": ["book", "code", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "effective_at"), name="rulebook_has_one_version_a_moment"
                    ),
                    models.UniqueConstraint(
                        fields=("code", "number"), name="rule_version_has_one_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)),
                        name="rule_versions_count_from_one",
                    ),
                ],
            },
        ),
        migrations.RunPython(write_rules, migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="ruleversion",
            trigger=pgtrigger.compiler.Trigger(
                name="rules_are_immutable",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9958245f0536743cbe6064e6603f30dbd4ab42be",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_rules_are_immutable_e22f6",
                    table="staff_ruleversion",
                    when="BEFORE",
                ),
            ),
        ),
    ]

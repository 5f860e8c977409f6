"""The whole machine of a dispute: last chance, mediation, arbitration, appeal; a rulebook."""

from datetime import UTC, datetime

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import core.models

RULES = [
    (
        "as_agreed",
        "Work delivered as agreed is paid",
        "Pekerjaan yang diserahkan sesuai kesepakatan dibayar",
        "If what was delivered is what the terms say, the freelancer receives the whole amount, "
        "also when the client no longer needs it or had hoped for something else.",
        "Kalau yang diserahkan sama dengan isi kesepakatan, freelancer menerima seluruh jumlahnya, "
        "juga kalau klien sudah tidak memerlukannya atau mengharapkan hal lain.",
    ),
    (
        "in_part",
        "Work delivered in part is paid in part",
        "Pekerjaan yang diserahkan sebagian dibayar sebagian",
        "If some of what was agreed can be used, that part is paid by its share of the work, "
        "as the terms, the milestones and the deliveries show it.",
        "Kalau sebagian dari yang disepakati bisa dipakai, bagian itu dibayar sesuai porsinya, "
        "seperti terlihat dari kesepakatan, tahap, dan hasil yang diserahkan.",
    ),
    (
        "not_delivered",
        "Work not delivered is not paid",
        "Pekerjaan yang tidak diserahkan tidak dibayar",
        "If nothing that can be used was delivered in time, the money goes back to the client.",
        "Kalau tidak ada hasil yang bisa dipakai sampai waktunya, uangnya kembali ke klien.",
    ),
    (
        "out_of_scope",
        "What was not agreed need not be done",
        "Yang tidak disepakati tidak wajib dikerjakan",
        "Wishes that are in no version of the terms are no reason to pay less. "
        "Rounds of changes count as agreed.",
        "Permintaan yang tidak ada di versi kesepakatan mana pun bukan alasan membayar kurang. "
        "Putaran perubahan dihitung sesuai kesepakatan.",
    ),
    (
        "good_faith",
        "Both sides answer each other in good faith",
        "Kedua pihak saling menjawab dengan itikad baik",
        "Who stays silent, hides facts or makes the work impossible bears what follows from it.",
        "Siapa yang diam, menutupi fakta, atau membuat pekerjaan mustahil menanggung akibatnya.",
    ),
]
# Rulings of the smaller machine keep their text in both languages, and their rule's first version.
CARRY_OVER = """
ALTER TABLE disputes_ruling DISABLE TRIGGER USER;
UPDATE disputes_ruling SET reasons_id = reasons_en, rule_id = (
  SELECT id FROM disputes_ruleversion WHERE code = rule_code ORDER BY effective_at LIMIT 1);
ALTER TABLE disputes_ruling ENABLE TRIGGER USER;
UPDATE disputes_dispute SET state = 'executed' WHERE state = 'ruled';
SET CONSTRAINTS ALL IMMEDIATE;
"""


def write_rules(apps, schema_editor):
    rules = apps.get_model("disputes", "RuleVersion").objects
    for code, name_en, name_id, text_en, text_id in RULES:
        rules.get_or_create(
            code=code,
            effective_at=datetime(2026, 1, 1, tzinfo=UTC),
            defaults={
                "name_en": name_en,
                "name_id": name_id,
                "text_en": text_en,
                "text_id": text_id,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0001_initial"),
        ("projects", "0008_dispute_clocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("evidence", "There is new evidence"),
                            ("procedure", "The procedure was not followed"),
                        ],
                        max_length=10,
                        verbose_name="ground",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        max_length=5000, verbose_name="what is new, or what went wrong"
                    ),
                ),
                ("appealed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BlindOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("limit_minor", core.models.MinorUnitsField()),
                ("offered_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
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
                    "code",
                    models.CharField(
                        choices=[
                            ("as_agreed", "Work delivered as agreed is paid"),
                            ("in_part", "Work delivered in part is paid in part"),
                            ("not_delivered", "Work not delivered is not paid"),
                            ("out_of_scope", "What was not agreed need not be done"),
                            ("good_faith", "Both sides answer each other in good faith"),
                        ],
                        max_length=20,
                    ),
                ),
                ("effective_at", models.DateTimeField()),
                ("name_en", models.CharField(max_length=120)),
                ("name_id", models.CharField(max_length=120)),
                ("text_en", models.TextField()),
                ("text_id", models.TextField()),
            ],
            options={
                "ordering": ["code", "-effective_at"],
            },
        ),
        migrations.CreateModel(
            name="RulingAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_accepted", models.BooleanField()),
                ("answered_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="dispute",
            name="milestone_has_one_open_dispute",
        ),
        migrations.RemoveConstraint(
            model_name="dispute",
            name="dispute_closed_has_date",
        ),
        migrations.RenameField("ruling", "reasons", "reasons_en"),
        migrations.AlterField(
            "ruling",
            "reasons_en",
            models.TextField(max_length=5000, verbose_name="reasons in English"),
        ),
        migrations.RenameField("ruling", "rule", "rule_code"),
        migrations.AddField(
            "ruling",
            "rule",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disputes.ruleversion",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="clock_started_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="evidence_closes_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="mediator",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="ruling",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disputes.ruling",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="staff_delays",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="ruling",
            name="kind",
            field=models.CharField(
                choices=[
                    ("proposal", "A mediator’s proposal"),
                    ("decision", "A senior moderator’s decision"),
                    ("appeal", "The judgement of an appeal"),
                ],
                db_default="decision",
                default="proposal",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="reasons_id",
            field=models.TextField(
                default="", max_length=5000, verbose_name="reasons in Indonesian"
            ),
        ),
        migrations.RunPython(write_rules, migrations.RunPython.noop),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.AlterField(
            "ruling",
            "rule",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disputes.ruleversion",
            ),
        ),
        migrations.AlterField(
            "ruling",
            "reasons_id",
            models.TextField(max_length=5000, verbose_name="reasons in Indonesian"),
        ),
        migrations.RemoveField("ruling", "rule_code"),
        migrations.AlterField(
            model_name="dispute",
            name="state",
            field=models.CharField(
                choices=[
                    ("awaiting_response", "Waiting for an answer"),
                    ("defaulting", "No answer: a last chance"),
                    ("negotiation", "Both sides are talking"),
                    ("mediation", "With a moderator"),
                    ("proposed", "A moderator has proposed"),
                    ("arbitration", "With a senior moderator"),
                    ("decided", "Decided, open to appeal"),
                    ("appealed", "Appealed"),
                    ("settled", "Settled by agreement"),
                    ("withdrawn", "Withdrawn"),
                    ("defaulted", "Ended without an answer"),
                    ("executed", "Decided and carried out"),
                ],
                default="awaiting_response",
                max_length=18,
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "appealed",
                            "arbitration",
                            "awaiting_response",
                            "decided",
                            "defaulting",
                            "mediation",
                            "negotiation",
                            "proposed",
                        ],
                    )
                ),
                fields=("milestone",),
                name="milestone_has_one_open_dispute",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["proposed", "decided"]), _negated=True),
                    ("ruling__isnull", False),
                    _connector="OR",
                ),
                name="dispute_ruled_has_ruling",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["settled", "defaulted", "executed"]), _negated=True),
                    ("to_freelancer_minor__isnull", False),
                    _connector="OR",
                ),
                name="dispute_ended_has_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True),
                        (
                            "state__in",
                            [
                                "appealed",
                                "arbitration",
                                "awaiting_response",
                                "decided",
                                "defaulting",
                                "mediation",
                                "negotiation",
                                "proposed",
                            ],
                        ),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "state__in",
                                [
                                    "appealed",
                                    "arbitration",
                                    "awaiting_response",
                                    "decided",
                                    "defaulting",
                                    "mediation",
                                    "negotiation",
                                    "proposed",
                                ],
                            ),
                            _negated=True,
                        ),
                        ("closed_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="dispute_closed_has_date",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="dispute",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeal",
                to="disputes.dispute",
            ),
        ),
        migrations.AddField(
            model_name="blindoffer",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="blindoffer",
            name="dispute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="blind_offers",
                to="disputes.dispute",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.UniqueConstraint(
                fields=("code", "effective_at"), name="rule_has_one_version_a_moment"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ruleversion",
            trigger=pgtrigger.compiler.Trigger(
                name="rules_are_immutable",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0374da99c67ca294ca15d5afae040fabce8038f1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_rules_are_immutable_53c9d",
                    table="disputes_ruleversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="rulinganswer",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rulinganswer",
            name="ruling",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="disputes.ruling",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appeal",
            trigger=pgtrigger.compiler.Trigger(
                name="appeals_are_immutable",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="79e2a7c33ddd0e12bf5a685ddceef39d153f60ec",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_appeals_are_immutable_2dcc1",
                    table="disputes_appeal",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="blindoffer",
            constraint=models.UniqueConstraint(
                fields=("dispute", "round", "by"), name="blind_offer_once_a_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="blindoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(("round__gte", 1), ("round__lte", 3)),
                name="blind_offer_in_three_rounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="blindoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_minor__gte", 0)), name="blind_offer_is_not_negative"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="blindoffer",
            trigger=pgtrigger.compiler.Trigger(
                name="blind_offers_are_immutable",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b8418aefe0c28a7cdab5e833d0ff6bc0f6ffb31c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_blind_offers_are_immutable_aeb78",
                    table="disputes_blindoffer",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="rulinganswer",
            constraint=models.UniqueConstraint(
                fields=("ruling", "by"), name="ruling_is_answered_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rulinganswer",
            trigger=pgtrigger.compiler.Trigger(
                name="ruling_answers_are_immutable",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="98f958262f47c534dc83d20a0ff62cae10e50e63",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_ruling_answers_are_immutable_195e6",
                    table="disputes_rulinganswer",
                    when="BEFORE",
                ),
            ),
        ),
    ]

import core.models
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("projects", "0002_first_policy"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason_code",
                    models.CharField(
                        choices=[
                            ("not_delivered", "Nothing usable was delivered"),
                            ("not_as_agreed", "It is not what was agreed"),
                            ("quality", "The quality is too low"),
                            ("more_than_agreed", "More is asked than agreed"),
                            ("no_answer", "The other side does not answer"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("claim", models.TextField(max_length=5000, verbose_name="what happened")),
                ("amount_minor", core.models.MinorUnitsField()),
                ("currency", core.models.CurrencyField(max_length=3)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awaiting_response", "Waiting for an answer"),
                            ("negotiation", "Both sides are talking"),
                            ("mediation", "With a moderator"),
                            ("settled", "Settled by agreement"),
                            ("withdrawn", "Withdrawn"),
                            ("ruled", "Decided by a moderator"),
                        ],
                        default="awaiting_response",
                        max_length=18,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("deadline_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("to_freelancer_minor", core.models.MinorUnitsField(blank=True, null=True)),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="projects.milestone",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["deadline_at"],
                "indexes": [models.Index(fields=["state", "deadline_at"], name="dispute_clock")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["awaiting_response", "mediation", "negotiation"])
                        ),
                        fields=("milestone",),
                        name="milestone_has_one_open_dispute",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="dispute_is_about_money"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_freelancer_minor__isnull", True),
                            models.Q(
                                ("to_freelancer_minor__gte", 0),
                                ("to_freelancer_minor__lte", models.F("amount_minor")),
                            ),
                            _connector="OR",
                        ),
                        name="dispute_outcome_within_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("state__in", ["awaiting_response", "mediation", "negotiation"]),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "state__in",
                                        ["awaiting_response", "mediation", "negotiation"],
                                    ),
                                    _negated=True,
                                ),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="dispute_closed_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisputeChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("from_state", models.CharField(blank=True, max_length=24)),
                ("to_state", models.CharField(blank=True, max_length=24)),
                ("reason", models.TextField(blank=True)),
                ("happened_at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="disputes.dispute",
                    ),
                ),
            ],
            options={
                "ordering": ["happened_at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to_freelancer_minor", core.models.MinorUnitsField()),
                ("message", models.TextField(blank=True, max_length=5000, verbose_name="message")),
                ("proposed_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="disputes.dispute",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_freelancer_minor__gte", 0)),
                        name="proposal_is_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to_freelancer_minor", core.models.MinorUnitsField()),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("as_agreed", "Work delivered as agreed is paid"),
                            ("in_part", "Work delivered in part is paid in part"),
                            ("not_delivered", "Work not delivered is not paid"),
                            ("out_of_scope", "What was not agreed need not be done"),
                            ("good_faith", "Both sides answer each other in good faith"),
                        ],
                        max_length=20,
                        verbose_name="rule",
                    ),
                ),
                ("reasons", models.TextField(max_length=5000, verbose_name="reasons")),
                ("ruled_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rulings",
                        to="disputes.dispute",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_freelancer_minor__gte", 0)),
                        name="ruling_is_not_negative",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="dispute",
            name="pending_ruling",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disputes.ruling",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disputechange",
            trigger=pgtrigger.compiler.Trigger(
                name="dispute_change_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2008394ee270ccef9c9ef2e7a0e052294a9715c7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_dispute_change_is_append_only_b3706",
                    table="disputes_disputechange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proposal",
            trigger=pgtrigger.compiler.Trigger(
                name="proposals_are_immutable",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b560e0ed50b870c0975143d78e1aeac8b0b81e0b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_proposals_are_immutable_37bda",
                    table="disputes_proposal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ruling",
            trigger=pgtrigger.compiler.Trigger(
                name="rulings_are_immutable",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="aed4b3d518e3436ccbefcf55727692ad7f798f68",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_rulings_are_immutable_62797",
                    table="disputes_ruling",
                    when="BEFORE",
                ),
            ),
        ),
    ]

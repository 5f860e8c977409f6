"""Every table of payments with its named rules, in the order in which they point at each other."""

import core.models
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.math
import django.db.models.lookups
import payments.models.reconciliation
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("payments", "0001_initial"),
        ("payments", "0004_ways_to_pay"),
        ("payments", "0006_payouts_to_stripe"),
        ("payments", "0008_documents"),
        ("payments", "0010_change_of_way"),
        ("payments", "0011_taxes"),
        ("payments", "0013_set_asides"),
        ("payments", "0014_payouts_in_parts"),
        ("payments", "0015_chargebacks"),
        ("payments", "0016_connected_accounts"),
        ("payments", "0017_payout_stops"),
        ("payments", "0018_part_payments"),
        ("payments", "0019_provider_pace"),
        ("payments", "0020_payer_phones"),
        ("payments", "0021_part_releases"),
        ("payments", "0022_refunds_that_return"),
        ("payments", "0024_reconciliation_pages"),
        ("payments", "0025_reconciliation_attempts"),
        ("payments", "0026_refund_by_reference"),
        ("payments", "0027_taxes_held"),
        ("payments", "0028_client_ppn_of_earnings"),
        ("payments", "0029_decisions"),
        ("payments", "0032_mismatch_decisions"),
        ("payments", "0035_chargeback_files"),
        ("payments", "0036_letter_limit"),
        ("payments", "0038_staff_decisions"),
    ]

    initial = True

    dependencies = [("accounts", "0006_verified_name")]

    operations = [
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=100, unique=True)),
                ("request_hash", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("capture", "Payment received"),
                            ("excess", "Payment received twice, to be refunded"),
                            ("unmatched", "Payment received that does not match"),
                            ("release", "Released to the freelancer"),
                            ("split", "Split between both"),
                            ("hold_over", "Earnings became available"),
                            ("payout_hold", "Payout requested"),
                            ("payout_paid", "Payout paid"),
                            ("payout_back", "Payout failed, back to earnings"),
                            ("payout_returned", "Payout returned by the bank"),
                            ("refund_asked", "Refund requested"),
                            ("refund_done", "Refund paid"),
                            ("refund_failed", "Refund failed"),
                            ("refund_returned", "Refund came back"),
                            ("chargeback", "Taken back by the payer’s bank"),
                            ("chargeback_won", "Given back by the payer’s bank"),
                            ("debt_repaid", "Debt repaid from earnings"),
                            ("debt_written_off", "Debt written off"),
                            ("credited", "Credited to its escrow by hand"),
                            ("difference_kept", "Small difference written off"),
                            ("tax_remitted", "Tax paid to the tax office"),
                            ("correction", "Correction after reconciliation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reference", models.CharField(db_index=True, max_length=100)),
                (
                    "resolves",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolved_by",
                        to="payments.transfer",
                    ),
                ),
                ("xid", models.BigIntegerField()),
                ("posted_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="TaxPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective_at", models.DateTimeField(unique=True)),
                ("source", models.TextField()),
                ("source_indonesian", models.TextField(blank=True, db_default="", default="")),
                ("charges_ppn", models.BooleanField(default=False)),
                ("collects_pph22", models.BooleanField(default=False)),
                (
                    "letter_most_minor",
                    core.models.MinorUnitsField(db_default=50000000000, default=50000000000),
                ),
            ],
            options={
                "verbose_name_plural": "tax policies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="tax_policy_has_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("letter_most_minor__gt", 0)),
                        name="tax_policy_letter_limit_is_positive",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective_at", models.DateTimeField(unique=True)),
                ("source", models.TextField()),
                ("freelancer_bps", models.PositiveIntegerField()),
                ("client_bps", models.PositiveIntegerField()),
                ("payout_least_minor", core.models.MinorUnitsField()),
                ("payout_review_above_minor", core.models.MinorUnitsField()),
                ("is_first_payout_reviewed", models.BooleanField(default=False)),
                ("is_new_destination_reviewed", models.BooleanField(default=False)),
                ("cool_off_hours", models.PositiveIntegerField(default=48)),
                ("payout_pause_hours", models.PositiveIntegerField(db_default=48, default=48)),
                (
                    "payout_two_people_above_minor",
                    core.models.MinorUnitsField(db_default=5000000000, default=5000000000),
                ),
                ("payout_review_days", models.PositiveSmallIntegerField(db_default=1, default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("client_bps__lte", 5000), ("freelancer_bps__lte", 5000)
                        ),
                        name="policy_rates_are_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payout_least_minor__gt", 0)),
                        name="policy_least_is_positive",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Escrow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escrows_paid",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escrows_earned",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                ("client_fee_minor", core.models.MinorUnitsField(default=0)),
                ("freelancer_bps", models.PositiveIntegerField()),
                ("client_bps", models.PositiveIntegerField()),
                ("client_ppn_minor", core.models.MinorUnitsField(db_default=0, default=0)),
                ("ppn_bps", models.PositiveIntegerField(db_default=0, default=0)),
                ("pph22_bps", models.PositiveIntegerField(db_default=0, default=0)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.policyversion",
                    ),
                ),
                ("paid_minor", core.models.MinorUnitsField(default=0)),
                ("held_minor", core.models.MinorUnitsField(default=0)),
                ("released_minor", core.models.MinorUnitsField(default=0)),
                ("refunded_minor", core.models.MinorUnitsField(default=0)),
                ("fee_minor", core.models.MinorUnitsField(default=0)),
                ("ppn_minor", core.models.MinorUnitsField(db_default=0, default=0)),
                ("pph22_minor", core.models.MinorUnitsField(db_default=0, default=0)),
                ("earned_minor", core.models.MinorUnitsField(db_default=0, default=0)),
                ("charged_back_minor", core.models.MinorUnitsField(db_default=0, default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("created", "Not paid yet"),
                            ("payment_pending", "Awaiting payment"),
                            ("partly_paid", "Partly paid"),
                            ("held", "Held"),
                            ("frozen", "Frozen"),
                            ("released", "Released"),
                            ("partly_released", "Partly released"),
                            ("refunded", "Refunded"),
                            ("split", "Split"),
                            ("failed", "Payment failed"),
                            ("expired", "Payment expired"),
                            ("cancelled", "Cancelled"),
                            ("reversed", "Reversed by the bank"),
                        ],
                        default="created",
                        max_length=20,
                    ),
                ),
                ("description", models.CharField(max_length=200)),
                ("reference", models.CharField(max_length=100, unique=True)),
                ("created_at", models.DateTimeField()),
                ("complete_by_at", models.DateTimeField(blank=True, null=True)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("payout_hold_until", models.DateTimeField(blank=True, null=True)),
                ("frozen_reason", models.CharField(blank=True, max_length=200)),
                ("warned_at", models.DateTimeField(blank=True, null=True)),
                ("pressed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "held_at"], name="escrow_state_held_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "paid_minor",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        models.F("held_minor"),
                                                        "+",
                                                        models.F("released_minor"),
                                                    ),
                                                    "+",
                                                    models.F("refunded_minor"),
                                                ),
                                                "+",
                                                models.F("fee_minor"),
                                            ),
                                            "+",
                                            models.F("ppn_minor"),
                                        ),
                                        "+",
                                        models.F("pph22_minor"),
                                    ),
                                    "+",
                                    models.F("charged_back_minor"),
                                ),
                            )
                        ),
                        name="escrow_equation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("charged_back_minor__gte", 0),
                            ("client_fee_minor__gte", 0),
                            ("client_ppn_minor__gte", 0),
                            ("fee_minor__gte", 0),
                            ("held_minor__gte", 0),
                            ("paid_minor__gte", 0),
                            ("pph22_minor__gte", 0),
                            ("ppn_minor__gte", 0),
                            ("refunded_minor__gte", 0),
                            ("released_minor__gte", 0),
                        ),
                        name="escrow_parts_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "paid_minor__lte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("amount_minor"), "+", models.F("client_fee_minor")
                                    ),
                                    "+",
                                    models.F("client_ppn_minor"),
                                ),
                            )
                        ),
                        name="escrow_paid_at_most_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("earned_minor__gte", 0),
                            ("earned_minor__lte", models.F("amount_minor")),
                        ),
                        name="escrow_earned_within_price",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pph22_bps__lte", 1000), ("ppn_bps__lte", 2500)),
                        name="escrow_taxes_are_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payer", models.F("payee")), _negated=True),
                        name="escrow_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("held_minor__gt", 0),
                                ("state__in", ["frozen", "held", "partly_paid", "partly_released"]),
                            ),
                            models.Q(("charged_back_minor__gt", 0), ("state", "frozen")),
                            models.Q(
                                models.Q(
                                    (
                                        "state__in",
                                        ["frozen", "held", "partly_paid", "partly_released"],
                                    ),
                                    _negated=True,
                                ),
                                ("held_minor", 0),
                            ),
                            _connector="OR",
                        ),
                        name="escrow_holds_while_funded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["created", "expired", "failed", "payment_pending"]),
                                _negated=True,
                            ),
                            ("paid_minor", 0),
                            _connector="OR",
                        ),
                        name="escrow_unpaid_means_unpaid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "partly_paid"), _negated=True),
                            models.Q(
                                ("complete_by_at__isnull", False),
                                ("paid_minor__gt", 0),
                                (
                                    "paid_minor__lt",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("amount_minor"),
                                            "+",
                                            models.F("client_fee_minor"),
                                        ),
                                        "+",
                                        models.F("client_ppn_minor"),
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="escrow_partly_paid_means_a_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["held", "partly_released", "released", "split"]),
                                _negated=True,
                            ),
                            (
                                "paid_minor",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("amount_minor"), "+", models.F("client_fee_minor")
                                    ),
                                    "+",
                                    models.F("client_ppn_minor"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="escrow_moves_when_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="escrow_amount_is_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", "IDR"), _negated=True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.F("amount_minor"), models.Value(100)
                                ),
                                models.Value(0),
                            ),
                            _connector="OR",
                        ),
                        name="escrow_whole_rupiah",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("escrow", "Escrow"),
                            ("pending", "Earnings, pending"),
                            ("available", "Earnings, available"),
                            ("unapplied", "Received, to be returned to the payer"),
                            ("provider_cash", "Money at the provider"),
                            ("provider_fee", "Cost of the provider"),
                            ("payout_clearing", "Payouts on their way"),
                            ("refund_clearing", "Refunds on their way"),
                            ("chargeback", "Chargebacks"),
                            ("platform_fee", "Fee of Karya"),
                            ("ppn", "PPN, for the tax office"),
                            ("pph22", "PPh 22, for the tax office"),
                            ("freelancer_debt", "Owed by freelancers"),
                            ("written_off", "Small differences kept"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "escrow",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="payments.escrow",
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=20)),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("tracked", models.BooleanField()),
                ("may_go_negative", models.BooleanField()),
                ("balance_minor", core.models.MinorUnitsField(default=0)),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("kind"),
                        django.db.models.functions.comparison.Coalesce("user_id", models.Value(0)),
                        django.db.models.functions.comparison.Coalesce(
                            "escrow_id", models.Value(0)
                        ),
                        models.F("provider"),
                        models.F("currency"),
                        name="account_identity",
                    ),
                    models.UniqueConstraint(fields=("id", "currency"), name="account_id_currency"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["available", "pending", "unapplied"]),
                                ("user__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind__in", ["available", "pending", "unapplied"]),
                                    _negated=True,
                                ),
                                ("user__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="account_user_by_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("escrow__isnull", False), ("kind", "escrow")),
                            models.Q(
                                models.Q(("kind", "escrow"), _negated=True),
                                ("escrow__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="account_escrow_by_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "kind__in",
                                    [
                                        "chargeback",
                                        "payout_clearing",
                                        "provider_cash",
                                        "provider_fee",
                                        "refund_clearing",
                                    ],
                                ),
                                models.Q(("provider", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "chargeback",
                                            "payout_clearing",
                                            "provider_cash",
                                            "provider_fee",
                                            "refund_clearing",
                                        ],
                                    ),
                                    _negated=True,
                                ),
                                ("provider", ""),
                            ),
                            _connector="OR",
                        ),
                        name="account_provider_by_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["available", "escrow", "pending", "unapplied"]),
                                ("may_go_negative", False),
                                ("tracked", True),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind__in", ["available", "escrow", "pending", "unapplied"]),
                                    _negated=True,
                                ),
                                ("may_go_negative", True),
                                ("tracked", False),
                            ),
                            _connector="OR",
                        ),
                        name="account_tracked_by_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("may_go_negative", True), ("balance_minor__gte", 0), _connector="OR"
                        ),
                        name="account_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tracked", True), ("balance_minor", 0), _connector="OR"
                        ),
                        name="account_untracked_is_zero",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="payments.transfer",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="payments.account",
                    ),
                ),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
            ],
            options={
                "verbose_name_plural": "entries",
                "indexes": [models.Index(fields=["account", "id"], name="entry_by_account")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True),
                        name="entry_is_not_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", "IDR"), _negated=True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.F("amount_minor"), models.Value(100)
                                ),
                                models.Value(0),
                            ),
                            _connector="OR",
                        ),
                        name="entry_whole_rupiah",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountSnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="payments.account",
                    ),
                ),
                ("last_entry_id", models.BigIntegerField()),
                ("balance_minor", core.models.MinorUnitsField()),
                ("taken_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "last_entry_id"), name="snapshot_once_per_point"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="EscrowChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("kind", models.CharField(max_length=40)),
                ("from_state", models.CharField(blank=True, max_length=24)),
                ("to_state", models.CharField(blank=True, max_length=24)),
                ("reason", models.TextField(blank=True)),
                ("happened_at", models.DateTimeField()),
                (
                    "escrow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="payments.escrow",
                    ),
                ),
            ],
            options={
                "ordering": ["happened_at", "pk"],
                "abstract": False,
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Earning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "escrow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earnings",
                        to="payments.escrow",
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earnings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                ("fee_minor", core.models.MinorUnitsField()),
                ("ppn_minor", core.models.MinorUnitsField(db_default=0, default=0)),
                ("client_ppn_minor", core.models.MinorUnitsField(db_default=0, default=0)),
                ("pph22_minor", core.models.MinorUnitsField(db_default=0, default=0)),
                ("gross_minor", core.models.MinorUnitsField(db_default=0)),
                (
                    "request_key",
                    models.CharField(blank=True, db_default="", default="", max_length=150),
                ),
                ("taken_minor", core.models.MinorUnitsField(db_default=0, default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Pending"), ("available", "Available")],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("earned_at", models.DateTimeField()),
                ("available_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "available_at"], name="earning_state_available")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="earning_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_minor__gte", 0), ("taken_minor__lte", models.F("amount_minor"))
                        ),
                        name="earning_taken_at_most_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("gross_minor__gte", models.F("amount_minor")),
                            (
                                "gross_minor__lte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("amount_minor"), "+", models.F("fee_minor")
                                        ),
                                        "+",
                                        models.F("ppn_minor"),
                                    ),
                                    "+",
                                    models.F("pph22_minor"),
                                ),
                            ),
                        ),
                        name="earning_gross_is_net_and_fee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("client_ppn_minor__gte", 0),
                            (
                                "gross_minor__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("amount_minor"), "+", models.F("ppn_minor")
                                    ),
                                    "+",
                                    models.F("pph22_minor"),
                                ),
                            ),
                            ("pph22_minor__gte", 0),
                            ("ppn_minor__gte", 0),
                        ),
                        name="earning_taxes_are_of_its_gross",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("request_key", ""), _negated=True),
                        fields=("escrow", "request_key"),
                        name="earning_once_per_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", "IDR"), _negated=True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.F("amount_minor"), models.Value(100)
                                ),
                                models.Value(0),
                            ),
                            _connector="OR",
                        ),
                        name="earning_whole_rupiah",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayerPhone",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="payer_phone",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__regex", "^08[0-9]{8,11}$")),
                        name="payer_phone_is_a_mobile_number",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Payin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=60, unique=True)),
                ("provider_reference", models.CharField(blank=True, max_length=100)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField()),
                (
                    "escrow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payins",
                        to="payments.escrow",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("request_key", models.CharField(max_length=150)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("va", "Virtual account (bank transfer)"),
                            ("qris", "QRIS"),
                            ("ewallet", "E-wallet"),
                            ("card", "Card"),
                        ],
                        max_length=10,
                    ),
                ),
                ("channel", models.CharField(blank=True, db_default="", default="", max_length=20)),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("created", "Being prepared"),
                            ("open", "Waiting for payment"),
                            ("processing", "Being processed"),
                            ("captured", "Paid"),
                            ("excess", "Paid twice, refunded"),
                            ("mismatched", "Paid with another amount"),
                            ("failed", "Failed"),
                            ("expired", "Expired"),
                            ("cancelled", "Called off"),
                        ],
                        default="created",
                        max_length=12,
                    ),
                ),
                ("checkout_url", models.URLField(blank=True, max_length=2000)),
                ("instructions", models.JSONField(blank=True, db_default={}, default=dict)),
                ("return_url", models.CharField(max_length=500)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("captured_at", models.DateTimeField(blank=True, null=True)),
                ("received_minor", models.BigIntegerField(blank=True, null=True)),
                ("received_currency", core.models.CurrencyField(blank=True, max_length=3)),
                ("surplus_minor", core.models.MinorUnitsField(db_default=0, default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "tried_at"], name="payin_state_tried")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("payer", "request_key"), name="payin_once_per_request"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "captured"), _negated=True),
                            models.Q(
                                ("received_currency", models.F("currency")),
                                ("received_minor__gt", 0),
                                ("received_minor__lte", models.F("amount_minor")),
                            ),
                            _connector="OR",
                        ),
                        name="payin_captured_at_most_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("surplus_minor", 0),
                            models.Q(("state", "captured"), ("surplus_minor__gt", 0)),
                            _connector="OR",
                        ),
                        name="payin_surplus_beside_a_credit",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["created", "open", "processing"])),
                        fields=("escrow", "method", "channel"),
                        name="payin_one_underway_per_way",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("provider_reference", ""), _negated=True),
                        fields=("provider", "provider_reference"),
                        name="payin_provider_reference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="payin_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", "IDR"), _negated=True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.F("amount_minor"), models.Value(100)
                                ),
                                models.Value(0),
                            ),
                            _connector="OR",
                        ),
                        name="payin_whole_rupiah",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayinChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("kind", models.CharField(max_length=40)),
                ("from_state", models.CharField(blank=True, max_length=24)),
                ("to_state", models.CharField(blank=True, max_length=24)),
                ("reason", models.TextField(blank=True)),
                ("happened_at", models.DateTimeField()),
                (
                    "payin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="payments.payin",
                    ),
                ),
            ],
            options={
                "ordering": ["happened_at", "pk"],
                "abstract": False,
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=60, unique=True)),
                ("provider_reference", models.CharField(blank=True, max_length=100)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField()),
                (
                    "payin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="payments.payin",
                    ),
                ),
                (
                    "escrow",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="payments.escrow",
                    ),
                ),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "On its way"),
                            ("done", "Refunded"),
                            ("failed", "Failed, being checked"),
                            ("returned", "Came back, being checked"),
                        ],
                        default="requested",
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "asked_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.transfer",
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "tried_at"], name="refund_state_tried"),
                    models.Index(
                        fields=["provider", "provider_reference"], name="refund_by_reference"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("asked_in", "payin"), name="refund_once_per_transfer_and_payin"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="refund_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", "IDR"), _negated=True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.F("amount_minor"), models.Value(100)
                                ),
                                models.Value(0),
                            ),
                            _connector="OR",
                        ),
                        name="refund_whole_rupiah",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("returned_at__isnull", False), ("state", "returned")),
                            models.Q(
                                models.Q(("state", "returned"), _negated=True),
                                ("returned_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="refund_returned_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RefundChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("kind", models.CharField(max_length=40)),
                ("from_state", models.CharField(blank=True, max_length=24)),
                ("to_state", models.CharField(blank=True, max_length=24)),
                ("reason", models.TextField(blank=True)),
                ("happened_at", models.DateTimeField()),
                (
                    "refund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="payments.refund",
                    ),
                ),
            ],
            options={
                "ordering": ["happened_at", "pk"],
                "abstract": False,
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Chargeback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "payin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chargebacks",
                        to="payments.payin",
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("reference", models.CharField(max_length=100)),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                ("provider_fee_minor", core.models.MinorUnitsField(default=0)),
                ("reason", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("inquiry", "The bank is asking"),
                            ("needs_response", "Waiting for our answer"),
                            ("under_review", "The bank is deciding"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                        ],
                        max_length=16,
                    ),
                ),
                ("from_escrow_minor", core.models.MinorUnitsField(default=0)),
                ("from_fee_minor", core.models.MinorUnitsField(default=0)),
                ("from_ppn_minor", core.models.MinorUnitsField(db_default=0, default=0)),
                ("from_pph22_minor", core.models.MinorUnitsField(db_default=0, default=0)),
                ("from_pending_minor", core.models.MinorUnitsField(default=0)),
                ("from_available_minor", core.models.MinorUnitsField(default=0)),
                ("debt_minor", core.models.MinorUnitsField(default=0)),
                ("borne_minor", core.models.MinorUnitsField(default=0)),
                ("is_freezing", models.BooleanField(default=False)),
                ("narrative", models.TextField(blank=True)),
                ("conceded_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_hours", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("evidence_due_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "evidence_due_at"], name="chargeback_due")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "reference"), name="chargeback_once_per_reference"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("borne_minor", 0),
                                ("debt_minor", 0),
                                ("from_available_minor", 0),
                                ("from_escrow_minor", 0),
                                ("from_fee_minor", 0),
                                ("from_pending_minor", 0),
                                ("from_pph22_minor", 0),
                                ("from_ppn_minor", 0),
                                ("taken_at__isnull", True),
                            ),
                            models.Q(
                                (
                                    "amount_minor",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        django.db.models.expressions.CombinedExpression(
                                                            django.db.models.expressions.CombinedExpression(
                                                                models.F("from_escrow_minor"),
                                                                "+",
                                                                models.F("from_fee_minor"),
                                                            ),
                                                            "+",
                                                            models.F("from_ppn_minor"),
                                                        ),
                                                        "+",
                                                        models.F("from_pph22_minor"),
                                                    ),
                                                    "+",
                                                    models.F("from_pending_minor"),
                                                ),
                                                "+",
                                                models.F("from_available_minor"),
                                            ),
                                            "+",
                                            models.F("debt_minor"),
                                        ),
                                        "+",
                                        models.F("borne_minor"),
                                    ),
                                ),
                                ("taken_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="chargeback_is_covered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("borne_minor__gte", 0),
                            ("debt_minor__gte", 0),
                            ("from_available_minor__gte", 0),
                            ("from_escrow_minor__gte", 0),
                            ("from_fee_minor__gte", 0),
                            ("from_pending_minor__gte", 0),
                            ("from_pph22_minor__gte", 0),
                            ("from_ppn_minor__gte", 0),
                            ("provider_fee_minor__gte", 0),
                        ),
                        name="chargeback_parts_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("narrative", ""), ("conceded_at__isnull", True), _connector="OR"
                        ),
                        name="chargeback_answered_or_accepted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="chargeback_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", "IDR"), _negated=True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.F("amount_minor"), models.Value(100)
                                ),
                                models.Value(0),
                            ),
                            _connector="OR",
                        ),
                        name="chargeback_whole_rupiah",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChargebackChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("kind", models.CharField(max_length=40)),
                ("from_state", models.CharField(blank=True, max_length=24)),
                ("to_state", models.CharField(blank=True, max_length=24)),
                ("reason", models.TextField(blank=True)),
                ("happened_at", models.DateTimeField()),
                (
                    "chargeback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="payments.chargeback",
                    ),
                ),
            ],
            options={
                "ordering": ["happened_at", "pk"],
                "abstract": False,
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ChargebackFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(max_length=200, upload_to="private/%Y/%m/")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64)),
                ("content_type", models.CharField(max_length=100)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
                (
                    "chargeback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="payments.chargeback",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("delivery", "What was delivered"),
                            ("talk", "What both wrote to each other"),
                            ("receipt", "The receipt"),
                            ("rules", "The rules of refunds that were agreed to"),
                            ("other", "Something else, such as a bundle of it all"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chargeback", "kind"), name="chargeback_one_file_of_a_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("content_type__in", ["application/pdf", "image/png", "image/jpeg"])
                        ),
                        name="chargeback_file_is_pdf_or_picture",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Debt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "chargeback",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owed",
                        to="payments.chargeback",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                ("repaid_minor", core.models.MinorUnitsField(default=0)),
                ("cancelled_minor", core.models.MinorUnitsField(default=0)),
                ("written_off_minor", core.models.MinorUnitsField(default=0)),
                (
                    "written_off_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("written_off_reason", models.TextField(blank=True)),
                ("repayments", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["opened_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="debt_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", "IDR"), _negated=True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.F("amount_minor"), models.Value(100)
                                ),
                                models.Value(0),
                            ),
                            _connector="OR",
                        ),
                        name="debt_whole_rupiah",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount_minor__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("repaid_minor"), "+", models.F("cancelled_minor")
                                    ),
                                    "+",
                                    models.F("written_off_minor"),
                                ),
                            ),
                            ("cancelled_minor__gte", 0),
                            ("repaid_minor__gte", 0),
                            ("written_off_minor__gte", 0),
                        ),
                        name="debt_parts_fit",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ProviderEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("event_id", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(blank=True, db_default="", default="", max_length=20)),
                ("object_key", models.CharField(max_length=100)),
                ("payload", models.JSONField()),
                ("received_at", models.DateTimeField()),
                ("processed_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.CharField(blank=True, max_length=60)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("processed_at__isnull", True)),
                        fields=["received_at"],
                        name="provider_event_unprocessed",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "event_id"), name="provider_event_is_stored_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mismatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("amount", "Another amount or currency was paid"),
                            ("unknown", "The provider speaks of something that we do not know"),
                            ("refund_failed", "A refund failed"),
                            (
                                "double_loss",
                                "The bank took back what the escrow does not have any more",
                            ),
                            ("result", "The provider answered something that contradicts our row"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To be checked"), ("resolved", "Resolved")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                ("provider", models.CharField(max_length=20)),
                (
                    "payin",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mismatches",
                        to="payments.payin",
                    ),
                ),
                ("subject", models.CharField(max_length=100)),
                ("expected_minor", models.BigIntegerField(blank=True, null=True)),
                ("expected_currency", core.models.CurrencyField(blank=True, max_length=3)),
                ("received_minor", models.BigIntegerField(blank=True, null=True)),
                ("received_currency", core.models.CurrencyField(blank=True, max_length=3)),
                ("credited_minor", models.BigIntegerField(db_default=0, default=0)),
                ("opened_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("resolution", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name_plural": "mismatches",
                "ordering": ["-opened_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credited_minor", 0),
                            models.Q(
                                ("credited_minor__gt", 0),
                                ("credited_minor__lte", models.F("received_minor")),
                                ("kind", "amount"),
                            ),
                            _connector="OR",
                        ),
                        name="mismatch_credits_what_came",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("debt_write_off", "Write a debt off"),
                            ("credit", "Credit a payment to its milestone"),
                            ("accept_loss", "Accept that a bank took a payment back"),
                            ("force_release", "Release what nobody decided about"),
                            ("force_refund", "Refund what nobody decided about"),
                            ("difference", "Write a small difference off"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "chargeback",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="payments.chargeback",
                    ),
                ),
                (
                    "escrow",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="payments.escrow",
                    ),
                ),
                (
                    "mismatch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="payments.mismatch",
                    ),
                ),
                (
                    "debt",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="payments.debt",
                    ),
                ),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                ("reason", models.TextField()),
                ("needs_two", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for a second person"),
                            ("done", "Carried out"),
                            ("returned", "Not carried out"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "second_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("returned_because", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="decision_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", "IDR"), _negated=True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.F("amount_minor"), models.Value(100)
                                ),
                                models.Value(0),
                            ),
                            _connector="OR",
                        ),
                        name="decision_whole_rupiah",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("chargeback__isnull", True),
                                ("debt__isnull", False),
                                ("escrow__isnull", True),
                                ("kind__in", ["debt_write_off"]),
                                ("mismatch__isnull", True),
                            ),
                            models.Q(
                                ("chargeback__isnull", True),
                                ("debt__isnull", True),
                                ("escrow__isnull", True),
                                ("kind__in", ["credit", "difference"]),
                                ("mismatch__isnull", False),
                            ),
                            models.Q(
                                ("chargeback__isnull", False),
                                ("debt__isnull", True),
                                ("escrow__isnull", True),
                                ("kind__in", ["accept_loss"]),
                                ("mismatch__isnull", True),
                            ),
                            models.Q(
                                ("chargeback__isnull", True),
                                ("debt__isnull", True),
                                ("escrow__isnull", False),
                                ("kind__in", ["force_refund", "force_release"]),
                                ("mismatch__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="decision_is_about_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(("needs_two", False), ("second_by__isnull", True)),
                            models.Q(
                                models.Q(("needs_two", True), ("second_by__isnull", False)),
                                models.Q(("second_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="decision_has_its_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("needs_two", True),
                                ("state", "waiting"),
                            ),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="decision_waits_or_has_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="decision_has_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("debt__isnull", False), models.Q(("state", "returned"), _negated=True)
                        ),
                        fields=("debt",),
                        name="decision_once_per_debt",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("chargeback__isnull", False),
                            models.Q(("state", "returned"), _negated=True),
                        ),
                        fields=("chargeback",),
                        name="decision_once_per_chargeback",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("escrow__isnull", False),
                            models.Q(("state", "returned"), _negated=True),
                        ),
                        fields=("escrow",),
                        name="decision_once_per_escrow",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("mismatch__isnull", False),
                            models.Q(("state", "returned"), _negated=True),
                        ),
                        fields=("mismatch", "kind"),
                        name="decision_once_per_mismatch",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("mismatch__isnull", False), ("state", "waiting")),
                        fields=("mismatch",),
                        name="decision_one_waits_per_mismatch",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Destination",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="destinations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rail",
                    models.CharField(
                        choices=[
                            ("bank", "Bank account"),
                            ("ewallet", "E-wallet"),
                            ("stripe", "Stripe account"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("institution", models.CharField(max_length=20, verbose_name="bank or e-wallet")),
                (
                    "account_number",
                    models.CharField(max_length=64, verbose_name="account or phone number"),
                ),
                ("holder_name", models.CharField(max_length=80, verbose_name="name of the holder")),
                (
                    "bank_name",
                    models.CharField(blank=True, db_default="", default="", max_length=120),
                ),
                ("created_at", models.DateTimeField()),
                ("usable_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("user", "institution", "account_number"),
                        name="destination_once_per_person",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PayoutStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_stops",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="payments.destination",
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("user",),
                        name="payout_stop_open_once_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(
                                ("lifted_at__isnull", False),
                                ("lifted_by__isnull", False),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="payout_stop_lifted_by_somebody_who_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_by__isnull", True),
                            models.Q(("lifted_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="payout_stop_nobody_lifts_their_own",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PayoutSchedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="payout_schedules",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("currency", core.models.CurrencyField(max_length=3)),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("manual", "Only when I ask"),
                            ("weekly", "Every week"),
                            ("monthly", "Every month"),
                            ("threshold", "When enough has come together"),
                        ],
                        default="manual",
                        max_length=10,
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("month_day", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("threshold_minor", core.models.MinorUnitsField(blank=True, null=True)),
                (
                    "destination",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.destination",
                    ),
                ),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("last_at", models.DateTimeField(blank=True, null=True)),
                ("last_skip", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["next_at"], name="schedule_next")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "currency"), name="schedule_once_per_currency"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cadence", "manual"), ("next_at__isnull", True)),
                            models.Q(
                                models.Q(("cadence", "manual"), _negated=True),
                                ("destination__isnull", False),
                                ("next_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="schedule_runs_if_it_has_a_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cadence", "weekly"), _negated=True),
                            models.Q(("weekday__isnull", False), ("weekday__lte", 6)),
                            _connector="OR",
                        ),
                        name="schedule_weekly_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cadence", "monthly"), _negated=True),
                            models.Q(
                                ("month_day__gte", 1),
                                ("month_day__isnull", False),
                                ("month_day__lte", 31),
                            ),
                            _connector="OR",
                        ),
                        name="schedule_monthly_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cadence", "threshold"), _negated=True),
                            models.Q(
                                ("threshold_minor__gt", 0), ("threshold_minor__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="schedule_threshold_has_an_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receipt", "Receipt"),
                            ("invoice", "Invoice"),
                            ("credit_note", "Credit note"),
                            ("refund_proof", "Proof of refund"),
                            ("earning_slip", "Earning slip"),
                            ("payout_slip", "Payout slip"),
                            ("client_statement", "Statement of payments"),
                            ("freelancer_statement", "Statement of earnings"),
                            ("client_year", "Year of payments"),
                            ("freelancer_year", "Year of earnings"),
                        ],
                        max_length=24,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last_number", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name_plural": "document series",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind", "year"), name="document_series_is_one"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receipt", "Receipt"),
                            ("invoice", "Invoice"),
                            ("credit_note", "Credit note"),
                            ("refund_proof", "Proof of refund"),
                            ("earning_slip", "Earning slip"),
                            ("payout_slip", "Payout slip"),
                            ("client_statement", "Statement of payments"),
                            ("freelancer_statement", "Statement of earnings"),
                            ("client_year", "Year of payments"),
                            ("freelancer_year", "Year of earnings"),
                        ],
                        max_length=24,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("subject", models.CharField(max_length=100)),
                (
                    "escrow",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="payments.escrow",
                    ),
                ),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                ("content", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-issued_at", "-pk"],
                "indexes": [
                    models.Index(fields=["person", "-issued_at", "-id"], name="document_by_person")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind", "year", "number"),
                        name="document_number_is_used_once",
                    ),
                    models.UniqueConstraint(
                        fields=("person", "kind", "subject"), name="document_once_per_subject"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 0)), name="document_number_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement_letters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being checked"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("file", models.FileField(max_length=200, upload_to="private/%Y/%m/")),
                ("file_name", models.CharField(max_length=150)),
                ("sha256", models.CharField(max_length=64)),
                ("content_type", models.CharField(max_length=100)),
                ("handed_in_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["state", "handed_in_at"], name="statement_letter_queue")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "accepted"])),
                        fields=("person", "year"),
                        name="statement_letter_one_that_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["accepted", "refused"]),
                            ),
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "waiting"),
                            ),
                            ("state", "withdrawn"),
                            _connector="OR",
                        ),
                        name="statement_letter_is_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="statement_letter_is_refused_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="statement_letter_not_by_oneself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConnectedAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="connected_accounts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=60, unique=True)),
                ("provider_reference", models.CharField(blank=True, max_length=100)),
                ("country", models.CharField(max_length=2)),
                ("currency", core.models.CurrencyField(blank=True, max_length=3)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("asked", "Being opened"),
                            ("needs", "Something is missing"),
                            ("checking", "Being checked"),
                            ("ready", "Ready"),
                            ("closed", "Closed"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("due", models.JSONField(blank=True, default=list)),
                ("due_by", models.DateTimeField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, max_length=60)),
                (
                    "destination",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="connection",
                        to="payments.destination",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("looked_up_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "provider"), name="connected_account_once_per_person"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("provider_reference", ""), _negated=True),
                        fields=("provider", "provider_reference"),
                        name="connected_account_of_one_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("standing", "asked"),
                            models.Q(("provider_reference", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="connected_account_stands_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("destination__isnull", True),
                            models.Q(("provider_reference", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="connected_account_before_destination",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ProviderPace",
            fields=[
                ("provider", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("halvings", models.PositiveSmallIntegerField(default=0)),
                ("rests_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("halvings__lte", 10)), name="pace_halvings_are_few"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="payments.destination",
                    ),
                ),
                ("request_key", models.CharField(max_length=150)),
                ("provider", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=60, unique=True)),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("in_review", "Being checked"),
                            ("approved", "Approved"),
                            ("submitted", "Sent to the provider"),
                            ("processing", "On its way"),
                            ("paid", "Paid"),
                            ("partly_paid", "Partly paid"),
                            ("failed", "Failed"),
                            ("returned", "Returned by the bank"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="requested",
                        max_length=12,
                    ),
                ),
                (
                    "held_in",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.transfer",
                    ),
                ),
                ("failure", models.CharField(blank=True, max_length=60)),
                (
                    "retry_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.payout",
                    ),
                ),
                (
                    "name_match",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("match", "The names match"),
                            ("close", "The names are close"),
                            ("differs", "The names differ"),
                        ],
                        db_default="",
                        default="",
                        max_length=8,
                    ),
                ),
                ("review_reason", models.CharField(blank=True, max_length=200)),
                ("needs_two", models.BooleanField(db_default=False, default=False)),
                ("review_by", models.DateTimeField(blank=True, null=True)),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "created_at"], name="payout_state_created")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "request_key"), name="payout_once_per_request"
                    ),
                    models.UniqueConstraint(fields=("retry_of",), name="payout_retried_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reviewed_by__isnull", True),
                                models.Q(("reviewed_by", models.F("user")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("second_reviewed_by__isnull", True),
                                models.Q(("second_reviewed_by", models.F("user")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="payout_nobody_reviews_their_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_reviewed_by__isnull", True),
                            models.Q(
                                ("reviewed_by__isnull", False),
                                models.Q(
                                    ("second_reviewed_by", models.F("reviewed_by")), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="payout_two_different_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("needs_two", False),
                            ("second_reviewed_by__isnull", False),
                            ("state__in", ["cancelled", "in_review", "requested"]),
                            _connector="OR",
                        ),
                        name="payout_large_needs_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="payout_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", "IDR"), _negated=True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.F("amount_minor"), models.Value(100)
                                ),
                                models.Value(0),
                            ),
                            _connector="OR",
                        ),
                        name="payout_whole_rupiah",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=60, unique=True)),
                ("provider_reference", models.CharField(blank=True, max_length=100)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField()),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="payments.payout",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("channel", models.CharField(blank=True, max_length=20)),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be sent"),
                            ("submitted", "Sent to the provider"),
                            ("processing", "On its way"),
                            ("paid", "Paid"),
                            ("failed", "Failed"),
                            ("returned", "Returned by the bank"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("send_after", models.DateTimeField(blank=True, null=True)),
                ("expected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "settled_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.transfer",
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["payout", "number"],
                "indexes": [
                    models.Index(fields=["state", "tried_at"], name="payoutpart_state_tried")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("payout", "number"), name="payoutpart_once_per_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("provider_reference", ""), _negated=True),
                        fields=("provider", "provider_reference"),
                        name="payoutpart_provider_reference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_in__isnull", True),
                                ("state__in", ["processing", "submitted", "waiting"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["processing", "submitted", "waiting"]),
                                    _negated=True,
                                ),
                                ("settled_in__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="payoutpart_closed_is_settled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="payoutpart_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", "IDR"), _negated=True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.F("amount_minor"), models.Value(100)
                                ),
                                models.Value(0),
                            ),
                            _connector="OR",
                        ),
                        name="payoutpart_whole_rupiah",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("kind", models.CharField(max_length=40)),
                ("from_state", models.CharField(blank=True, max_length=24)),
                ("to_state", models.CharField(blank=True, max_length=24)),
                ("reason", models.TextField(blank=True)),
                ("happened_at", models.DateTimeField()),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="payments.payout",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="payments.payoutpart",
                    ),
                ),
            ],
            options={
                "ordering": ["happened_at", "pk"],
                "abstract": False,
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ReconciliationRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ran_at", models.DateTimeField()),
                ("reported", models.PositiveIntegerField(default=0)),
                ("booked", models.PositiveIntegerField(default=0)),
                ("matched", models.PositiveIntegerField(default=0)),
                ("differing", models.PositiveIntegerField(default=0)),
                ("opened", models.PositiveIntegerField(default=0)),
                ("closed", models.PositiveIntegerField(default=0)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-until", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "until"), name="reconciliation_once_per_window"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ReconciliationTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="totals",
                        to="payments.reconciliationrun",
                    ),
                ),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("reported_minor", models.BigIntegerField()),
                ("booked_minor", models.BigIntegerField()),
            ],
            options={
                "ordering": ["currency"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "currency"), name="total_once_per_currency"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ReconciliationCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("missing_in_book", "The book lacks what the provider reports"),
                            (
                                "missing_at_provider",
                                "The provider’s report lacks what the book has",
                            ),
                            ("amount", "The provider reports another amount"),
                            ("cost", "The provider kept another cost"),
                            ("duplicate", "The provider reports it twice"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("resolved", "Resolved")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("subject", models.CharField(max_length=20)),
                ("key", models.CharField(blank=True, max_length=100)),
                ("provider_reference", models.CharField(blank=True, max_length=100)),
                ("occurred_at", models.DateTimeField()),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("reported_minor", models.BigIntegerField(blank=True, null=True)),
                ("reported_cost_minor", models.BigIntegerField(blank=True, null=True)),
                ("booked_currency", core.models.CurrencyField(blank=True, max_length=3)),
                ("booked_minor", models.BigIntegerField(blank=True, null=True)),
                ("booked_cost_minor", models.BigIntegerField(blank=True, null=True)),
                (
                    "found_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="payments.reconciliationrun",
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "corrected_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.transfer",
                    ),
                ),
                ("corrections", models.PositiveIntegerField(default=0)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("resolution", models.CharField(blank=True, max_length=200)),
                ("reopened", models.PositiveIntegerField(db_default=0, default=0)),
            ],
            options={
                "ordering": ["-occurred_at", "-pk"],
                "indexes": [
                    models.Index(fields=["provider", "state"], name="reconciliationcase_open")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "subject", "key", "provider_reference", "kind"),
                        name="case_once_per_difference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at__isnull", True), ("state", "open")),
                            models.Q(("resolved_at__isnull", False), ("state", "resolved")),
                            _connector="OR",
                        ),
                        name="case_resolved_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("resolved_by__isnull", True),
                            models.Q(("resolution", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="case_person_gives_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="payments.reconciliationcase",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("text", models.TextField(max_length=2000)),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["written_at", "pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ReconciliationAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=payments.models.reconciliation._fresh_key,
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("until", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, max_length=20)),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="payments.reconciliationrun",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("provider",),
                        name="reconciliation_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True), ("failure", ""), ("run__isnull", True)
                            ),
                            models.Q(
                                ("ended_at__isnull", False), ("failure", ""), ("run__isnull", False)
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("run__isnull", True),
                                models.Q(("failure", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reconciliation_attempt_has_one_end",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TaxRemittance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "tax",
                    models.CharField(
                        choices=[("ppn", "PPN on the fee"), ("pph22", "PPh 22")], max_length=20
                    ),
                ),
                ("month", models.DateField()),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                ("provider", models.CharField(max_length=20)),
                ("reference", models.CharField(max_length=60)),
                ("paid_on", models.DateField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-paid_on", "-pk"],
                "indexes": [
                    models.Index(fields=["tax", "currency", "month"], name="remittance_by_month")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tax", "reference"), name="remittance_once_per_proof"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="remittance_month_is_a_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reference", ""), _negated=True),
                            models.Q(("provider", ""), _negated=True),
                        ),
                        name="remittance_has_its_proof",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="remittance_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", "IDR"), _negated=True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.F("amount_minor"), models.Value(100)
                                ),
                                models.Value(0),
                            ),
                            _connector="OR",
                        ),
                        name="remittance_whole_rupiah",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SetAside",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_asides",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tax", "Income tax"),
                            ("bpjs", "BPJS Ketenagakerjaan"),
                            ("rainy_day", "A rainy day"),
                        ],
                        max_length=10,
                    ),
                ),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField(default=0)),
                ("share_bps", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "kind", "currency"), name="set_aside_once_per_purpose"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 0)),
                        name="set_aside_is_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share_bps__lte", 10000)),
                        name="set_aside_share_is_at_most_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", "IDR"), _negated=True),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.F("amount_minor"), models.Value(100)
                                ),
                                models.Value(0),
                            ),
                            _connector="OR",
                        ),
                        name="set_aside_whole_rupiah",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SetAsideChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "set_aside",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="payments.setaside",
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("put", "Put aside"),
                            ("shared", "Share of an earning"),
                            ("taken", "Taken back"),
                            ("paid", "Paid to BPJS"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount_minor", core.models.MinorUnitsField()),
                ("left_minor", core.models.MinorUnitsField()),
                (
                    "earning",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_aside_changes",
                        to="payments.earning",
                    ),
                ),
                ("happened_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-happened_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("set_aside", "earning"), name="set_aside_once_per_earning"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True),
                        name="set_aside_change_is_some",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ContributionRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "programme",
                    models.CharField(
                        choices=[
                            ("jkk", "Work accidents (JKK)"),
                            ("jkm", "Death benefit (JKM)"),
                            ("jht", "Old-age savings (JHT)"),
                        ],
                        max_length=5,
                    ),
                ),
                ("effective_on", models.DateField()),
                ("share_bps", models.PositiveIntegerField(default=0)),
                ("flat_minor", core.models.MinorUnitsField(default=0)),
                ("least_income_minor", core.models.MinorUnitsField(default=0)),
                ("is_optional", models.BooleanField(default=False)),
                ("source", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "effective_on"), name="contribution_rate_once_per_day"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ContributionPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contribution_plan",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("declared_minor", core.models.MinorUnitsField()),
                ("has_old_age", models.BooleanField(default=False)),
                ("updated_at", models.DateTimeField()),
                ("reminded_for", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("declared_minor__gt", 0)),
                        name="declared_income_is_positive",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ContributionPaid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions_paid",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("month", models.DateField()),
                ("amount_minor", core.models.MinorUnitsField()),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-month"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "month"), name="contribution_once_per_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)),
                        name="contribution_month_is_its_first_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="contribution_is_positive"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ppn_on_fee", "PPN on the fee"),
                            ("pph21", "PPh 21 (person)"),
                            ("pph23", "PPh 23 (company)"),
                            ("pph26", "PPh 26 (abroad)"),
                            ("pph22_marketplace", "PPh 22 by the marketplace"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rate_bps", models.PositiveIntegerField()),
                ("base_numerator", models.PositiveIntegerField(default=1)),
                ("base_denominator", models.PositiveIntegerField(default=1)),
                ("effective_on", models.DateField()),
                ("source", models.TextField()),
                ("source_indonesian", models.TextField(blank=True, db_default="", default="")),
                ("note", models.TextField(blank=True)),
                ("is_checked", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["kind", "-effective_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "effective_on"), name="tax_rate_once_per_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("base_denominator__gt", 0),
                            ("rate_bps__lte", 10000),
                            ("base_numerator__lte", models.F("base_denominator")),
                        ),
                        name="tax_rate_is_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="tax_rate_has_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("rate_bps"), "*", models.F("base_numerator")
                                    ),
                                    models.F("base_denominator"),
                                ),
                                models.Value(0),
                            )
                        ),
                        name="tax_rate_is_whole_points",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="WithholdingSlip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "earning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to="payments.earning",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pph21", "PPh 21 (person)"),
                            ("pph23", "PPh 23 (company)"),
                            ("pph26", "PPh 26 (abroad)"),
                            ("pph22", "PPh 22 (by Karya)"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("slip_number", models.CharField(max_length=60, verbose_name="number of the slip")),
                ("issued_on", models.DateField(verbose_name="date of the slip")),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("base_minor", core.models.MinorUnitsField(verbose_name="tax base")),
                ("amount_minor", core.models.MinorUnitsField(verbose_name="amount withheld")),
                ("file", models.FileField(blank=True, max_length=200, upload_to="private/%Y/%m/")),
                ("file_name", models.CharField(blank=True, max_length=150)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-issued_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("earning", "slip_number"), name="withholding_slip_is_recorded_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__lte", models.F("base_minor"))),
                        name="withholding_slip_below_its_base",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="withholding_slip_is_positive",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "pph22")),
                        fields=("earning",),
                        name="withholding_slip_of_karya_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "pph22"), ("recorded_by__isnull", True)),
                            models.Q(
                                models.Q(("kind", "pph22"), _negated=True),
                                ("recorded_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="withholding_slip_says_who_recorded_it",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TrustPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective_at", models.DateTimeField(unique=True)),
                ("source", models.TextField()),
                ("source_indonesian", models.TextField(blank=True)),
                ("chargeback_days", models.PositiveIntegerField()),
                ("qris_least_days", models.PositiveSmallIntegerField()),
                ("ewallet_least_days", models.PositiveSmallIntegerField()),
                ("card_least_days", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name_plural": "trust policies",
                "ordering": ["effective_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="trust_policy_has_a_source",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TrustLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="levels",
                        to="payments.trustpolicy",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=40)),
                ("name_indonesian", models.CharField(max_length=40)),
                ("contracts", models.PositiveIntegerField(default=0)),
                ("clients", models.PositiveIntegerField(default=0)),
                ("earned_minor", core.models.MinorUnitsField(default=0)),
                ("age_days", models.PositiveIntegerField(default=0)),
                ("needs_name", models.BooleanField(default=False)),
                ("chargebacks_most", models.PositiveIntegerField(blank=True, null=True)),
                ("disputes_lost_most", models.PositiveIntegerField(blank=True, null=True)),
                ("qris_percent", models.PositiveSmallIntegerField(default=100)),
                ("ewallet_percent", models.PositiveSmallIntegerField(default=100)),
                ("card_percent", models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                "ordering": ["policy", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("policy", "number"), name="trust_level_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("card_percent__lte", 100),
                            ("ewallet_percent__lte", 100),
                            ("qris_percent__lte", 100),
                        ),
                        name="trust_level_only_shortens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", 0), _negated=True),
                            models.Q(
                                ("age_days", 0),
                                ("chargebacks_most__isnull", True),
                                ("clients", 0),
                                ("contracts", 0),
                                ("disputes_lost_most__isnull", True),
                                ("earned_minor", 0),
                                ("needs_name", False),
                            ),
                            _connector="OR",
                        ),
                        name="trust_level_zero_needs_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("earned_minor__gte", 0)),
                        name="trust_level_earned_not_negative",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="EarningHold",
            fields=[
                (
                    "earning",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="hold",
                        serialize=False,
                        to="payments.earning",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.trustlevel",
                    ),
                ),
                ("methods", models.CharField(max_length=60)),
                ("facts", models.JSONField()),
                ("full_until", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__lte", models.F("full_until"))),
                        name="earning_hold_is_only_shortened",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.AddField(
            model_name="ReconciliationRun",
            name="differences",
            field=models.ManyToManyField(
                blank=True, related_name="seen_in", to="payments.reconciliationcase"
            ),
        ),
    ]

import core.models
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                    "rail",
                    models.CharField(
                        choices=[("bank", "Bank account"), ("ewallet", "E-wallet")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("institution", models.CharField(max_length=20, verbose_name="bank or e-wallet")),
                (
                    "account_number",
                    models.CharField(max_length=30, verbose_name="account or phone number"),
                ),
                ("holder_name", models.CharField(max_length=80, verbose_name="name of the holder")),
                ("created_at", models.DateTimeField()),
                ("usable_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="destinations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                ("client_fee_minor", core.models.MinorUnitsField(default=0)),
                ("freelancer_bps", models.PositiveIntegerField()),
                ("client_bps", models.PositiveIntegerField()),
                ("paid_minor", core.models.MinorUnitsField(default=0)),
                ("held_minor", core.models.MinorUnitsField(default=0)),
                ("released_minor", core.models.MinorUnitsField(default=0)),
                ("refunded_minor", core.models.MinorUnitsField(default=0)),
                ("fee_minor", core.models.MinorUnitsField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("created", "Not paid yet"),
                            ("payment_pending", "Awaiting payment"),
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
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("payout_hold_until", models.DateTimeField(blank=True, null=True)),
                ("frozen_reason", models.CharField(blank=True, max_length=200)),
                ("warned_at", models.DateTimeField(blank=True, null=True)),
                ("pressed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escrows_earned",
                        to=settings.AUTH_USER_MODEL,
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
                                            models.F("held_minor"), "+", models.F("released_minor")
                                        ),
                                        "+",
                                        models.F("refunded_minor"),
                                    ),
                                    "+",
                                    models.F("fee_minor"),
                                ),
                            )
                        ),
                        name="escrow_equation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("client_fee_minor__gte", 0),
                            ("fee_minor__gte", 0),
                            ("held_minor__gte", 0),
                            ("paid_minor__gte", 0),
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
                                    models.F("amount_minor"), "+", models.F("client_fee_minor")
                                ),
                            )
                        ),
                        name="escrow_paid_at_most_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payer", models.F("payee")), _negated=True),
                        name="escrow_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("held_minor__gt", 0),
                                ("state__in", ["frozen", "held", "partly_released"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["frozen", "held", "partly_released"]),
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
            name="Earning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                ("fee_minor", core.models.MinorUnitsField()),
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
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earnings",
                        to=settings.AUTH_USER_MODEL,
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
                            ("tax", "Tax"),
                            ("freelancer_debt", "Owed by freelancers"),
                        ],
                        max_length=20,
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=20)),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("tracked", models.BooleanField()),
                ("may_go_negative", models.BooleanField()),
                ("balance_minor", core.models.MinorUnitsField(default=0)),
                ("opened_at", models.DateTimeField()),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "user", "escrow", "provider", "currency"),
                        name="account_identity",
                        nulls_distinct=False,
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
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("created", "Being prepared"),
                            ("open", "Waiting for payment"),
                            ("captured", "Paid"),
                            ("excess", "Paid twice, refunded"),
                            ("mismatched", "Paid with another amount, being checked"),
                            ("failed", "Failed"),
                            ("expired", "Expired"),
                        ],
                        default="created",
                        max_length=12,
                    ),
                ),
                ("checkout_url", models.URLField(blank=True, max_length=500)),
                ("return_url", models.CharField(max_length=500)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("captured_at", models.DateTimeField(blank=True, null=True)),
                ("received_minor", models.BigIntegerField(blank=True, null=True)),
                ("received_currency", core.models.CurrencyField(blank=True, max_length=3)),
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
            ],
            options={
                "indexes": [models.Index(fields=["state", "tried_at"], name="payin_state_tried")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("payer", "request_key"), name="payin_once_per_request"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "captured")),
                        fields=("escrow",),
                        name="payin_one_captured_per_escrow",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["created", "open"])),
                        fields=("escrow", "method"),
                        name="payin_one_underway_per_method",
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
                ("subject", models.CharField(max_length=100)),
                ("expected_minor", models.BigIntegerField(blank=True, null=True)),
                ("expected_currency", core.models.CurrencyField(blank=True, max_length=3)),
                ("received_minor", models.BigIntegerField(blank=True, null=True)),
                ("received_currency", core.models.CurrencyField(blank=True, max_length=3)),
                ("opened_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ("resolution", models.CharField(blank=True, max_length=200)),
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
                (
                    "payin",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mismatches",
                        to="payments.payin",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "mismatches",
                "ordering": ["-opened_at", "-pk"],
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
                ("provider", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=60, unique=True)),
                ("provider_reference", models.CharField(blank=True, max_length=100)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField()),
                ("request_key", models.CharField(max_length=150)),
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
                            ("failed", "Failed"),
                            ("returned", "Returned by the bank"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="requested",
                        max_length=12,
                    ),
                ),
                ("review_reason", models.CharField(blank=True, max_length=200)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="payments.destination",
                    ),
                ),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "tried_at"], name="payout_state_tried")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "request_key"), name="payout_once_per_request"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("provider_reference", ""), _negated=True),
                        fields=("provider", "provider_reference"),
                        name="payout_provider_reference",
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
            name="PayoutChange",
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
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="payments.payout",
                    ),
                ),
            ],
            options={
                "ordering": ["happened_at", "pk"],
                "abstract": False,
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
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "On its way"),
                            ("done", "Refunded"),
                            ("failed", "Failed, being checked"),
                        ],
                        default="requested",
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "payin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="payments.payin",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "tried_at"], name="refund_state_tried")],
                "constraints": [
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
            },
        ),
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
                        ],
                        max_length=20,
                    ),
                ),
                ("reference", models.CharField(db_index=True, max_length=100)),
                ("xid", models.BigIntegerField()),
                ("posted_at", models.DateTimeField(db_index=True)),
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
            ],
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
                ("currency", core.models.CurrencyField(max_length=3)),
                ("amount_minor", core.models.MinorUnitsField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="payments.account",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="payments.transfer",
                    ),
                ),
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
                ("last_entry_id", models.BigIntegerField()),
                ("balance_minor", core.models.MinorUnitsField()),
                ("taken_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="payments.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "last_entry_id"), name="snapshot_once_per_point"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="escrow",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.policyversion",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="asked_in",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.transfer",
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="held_in",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.transfer",
            ),
        ),
    ]

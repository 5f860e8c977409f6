import core.models
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("payments", "0004_first_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("message", models.TextField(max_length=5000, verbose_name="message")),
                ("delivered_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="WorkPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(unique=True)),
                ("effective_at", models.DateTimeField()),
                ("source", models.CharField(max_length=200)),
                ("listing_days", models.PositiveSmallIntegerField(default=30)),
                ("renewals", models.PositiveSmallIntegerField(default=2)),
                ("offer_days", models.PositiveSmallIntegerField(default=7)),
                ("invitation_days", models.PositiveSmallIntegerField(default=7)),
                ("open_bids", models.PositiveSmallIntegerField(default=20)),
                ("fund_hours", models.PositiveSmallIntegerField(default=72)),
                ("review_days", models.PositiveSmallIntegerField(default=14)),
                ("change_rounds", models.PositiveSmallIntegerField(default=2)),
                ("late_days", models.PositiveSmallIntegerField(default=3)),
                ("late_answer_days", models.PositiveSmallIntegerField(default=5)),
                ("ending_answer_days", models.PositiveSmallIntegerField(default=7)),
                ("unfunded_remind_days", models.PositiveSmallIntegerField(default=14)),
                ("unfunded_cancel_days", models.PositiveSmallIntegerField(default=30)),
                ("pause_days", models.PositiveSmallIntegerField(default=30)),
                ("posting_review_hours", models.PositiveSmallIntegerField(default=24)),
                ("reviews_first_posting", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name_plural": "work policies",
            },
        ),
        migrations.CreateModel(
            name="Bid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cover_note", models.TextField(max_length=5000, verbose_name="cover note")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "Sent"),
                            ("shortlisted", "Shortlisted"),
                            ("countered", "Client proposed new terms"),
                            ("revised", "Freelancer proposed new terms"),
                            ("offered", "Offer made"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("rejected", "Not chosen"),
                            ("not_selected", "Another bid was chosen"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="submitted",
                        max_length=14,
                    ),
                ),
                ("offer_message", models.TextField(blank=True, max_length=2000)),
                ("offer_expires_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "freelancer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bids",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["submitted_at", "pk"],
                "indexes": [
                    models.Index(fields=["freelancer", "state"], name="bid_freelancer_state")
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("freelancer_bps", models.PositiveIntegerField()),
                ("client_bps", models.PositiveIntegerField()),
                ("fee_policy_version", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awaiting_funding", "Waiting for payment"),
                            ("active", "Running"),
                            ("paused", "Paused"),
                            ("ending", "Ending"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="awaiting_funding",
                        max_length=16,
                    ),
                ),
                ("signed_at", models.DateTimeField()),
                ("fund_by_at", models.DateTimeField()),
                ("paused_until_at", models.DateTimeField(blank=True, null=True)),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.TextField(blank=True, max_length=2000)),
                (
                    "bid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="projects.bid",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts_as_client",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "freelancer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts_as_freelancer",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pause_asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-signed_at"],
                "indexes": [
                    models.Index(fields=["client", "state"], name="contract_client_state"),
                    models.Index(fields=["freelancer", "state"], name="contract_freelancer_state"),
                    models.Index(fields=["state", "fund_by_at"], name="contract_fund_by"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("client", models.F("freelancer")), _negated=True),
                        name="contract_client_is_not_freelancer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("changes", models.JSONField()),
                ("requested_at", models.DateTimeField()),
                (
                    "delivery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_request",
                        to="projects.delivery",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("amount_minor", core.models.MinorUnitsField()),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("agreed", "Agreed, not paid in yet"),
                            ("awaiting_funding", "Payment started"),
                            ("funded", "Money in escrow"),
                            ("submitted", "Delivered, to be reviewed"),
                            ("changes_requested", "Changes requested"),
                            ("approved", "Approved"),
                            ("released", "Released"),
                            ("disputed", "In dispute"),
                            ("partly_released", "Partly released"),
                            ("refunded", "Refunded"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="agreed",
                        max_length=18,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("funded_at", models.DateTimeField(blank=True, null=True)),
                ("review_deadline_at", models.DateTimeField(blank=True, null=True)),
                ("rounds_used", models.PositiveSmallIntegerField(default=0)),
                ("was_approved_by_clock", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("state_before_dispute", models.CharField(blank=True, max_length=18)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="projects.contract",
                    ),
                ),
                (
                    "escrow",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestone",
                        to="payments.escrow",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [
                    models.Index(
                        fields=["state", "review_deadline_at"], name="milestone_review_clock"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "position"), name="milestone_has_one_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="milestone_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "submitted"), _negated=True),
                            ("review_deadline_at__isnull", False),
                            _connector="OR",
                        ),
                        name="milestone_submitted_has_deadline",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "description",
                    models.TextField(blank=True, max_length=10000, verbose_name="description"),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("skill_words", models.TextField(blank=True, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("fixed", "For the whole job"), ("hourly", "Per hour")],
                        default="fixed",
                        max_length=8,
                        verbose_name="budget is",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("entry", "Beginner welcome"),
                            ("intermediate", "Some experience"),
                            ("expert", "Expert"),
                        ],
                        default="intermediate",
                        max_length=14,
                        verbose_name="level",
                    ),
                ),
                ("currency", core.models.CurrencyField(default="IDR", max_length=3)),
                (
                    "budget_min_minor",
                    core.models.MinorUnitsField(blank=True, null=True, verbose_name="budget from"),
                ),
                (
                    "budget_max_minor",
                    core.models.MinorUnitsField(blank=True, null=True, verbose_name="budget to"),
                ),
                ("needed_on", models.DateField(blank=True, null=True, verbose_name="needed by")),
                (
                    "is_remote",
                    models.BooleanField(default=True, verbose_name="can be done from anywhere"),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("id", "Bahasa Indonesia"), ("en", "English")],
                        default="id",
                        max_length=5,
                        verbose_name="written in",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("pending_review", "Being reviewed"),
                            ("open", "Open for bids"),
                            ("awarding", "Offer sent"),
                            ("filled", "Freelancer found"),
                            ("expired", "Expired"),
                            ("cancelled", "Cancelled"),
                            ("removed", "Removed"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=16,
                    ),
                ),
                ("is_flagged", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("renewals", models.PositiveSmallIntegerField(default=0)),
                ("bids_count", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("review_due_at", models.DateTimeField(blank=True, null=True)),
                ("import_key", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "title", config="indonesian", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "title", config="english", weight="A"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("indonesian"),
                                ),
                                "||",
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "skill_words", config="indonesian", weight="B"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "skill_words", config="english", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("indonesian"),
                                ),
                                django.contrib.postgres.search.SearchConfig("indonesian"),
                            ),
                            "||",
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector(
                                    "description", config="indonesian", weight="C"
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "description", config="english", weight="C"
                                ),
                                django.contrib.postgres.search.SearchConfig("indonesian"),
                            ),
                            django.contrib.postgres.search.SearchConfig("indonesian"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="accounts.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "skills",
                    models.ManyToManyField(
                        blank=True, related_name="projects", to="accounts.skill"
                    ),
                ),
            ],
            options={
                "ordering": ["-published_at", "-pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="project_search"
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["-published_at", "-id"],
                        name="project_open_newest",
                    ),
                    models.Index(fields=["client", "state"], name="project_client_state"),
                    models.Index(fields=["state", "expires_at"], name="project_state_expiry"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_min_minor__isnull", True),
                            ("budget_min_minor__gt", 0),
                            _connector="OR",
                        ),
                        name="project_budget_min_is_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_min_minor__isnull", True),
                            ("budget_max_minor__isnull", True),
                            ("budget_max_minor__gte", models.F("budget_min_minor")),
                            _connector="OR",
                        ),
                        name="project_budget_range_is_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "open"), _negated=True),
                            models.Q(
                                ("expires_at__isnull", False), ("published_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="project_open_has_dates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.TextField(blank=True, max_length=1000, verbose_name="message")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Sent"),
                            ("answered", "Answered with a bid"),
                            ("declined", "Declined"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="sent",
                        max_length=10,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "freelancer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("project", "freelancer"), name="invited_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
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
                ("uploaded_at", models.DateTimeField()),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "bid",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="projects.bid",
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="projects.delivery",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("bid__isnull", True),
                                ("delivery__isnull", True),
                                ("project__isnull", False),
                            ),
                            models.Q(
                                ("bid__isnull", False),
                                ("delivery__isnull", True),
                                ("project__isnull", True),
                            ),
                            models.Q(
                                ("bid__isnull", True),
                                ("delivery__isnull", False),
                                ("project__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="attachment_has_one_place",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RefundRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[("late", "The work is late"), ("ending", "The contract ends")],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for the freelancer"),
                            ("agreed", "Agreed"),
                            ("declined", "Declined"),
                            ("agreed_by_silence", "Agreed by silence"),
                            ("lapsed", "Lapsed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=18,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answer_by_at", models.DateTimeField()),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refund_requests",
                        to="projects.milestone",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("milestone",),
                        name="milestone_has_one_open_refund_request",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScreeningQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=300, verbose_name="question")),
                ("is_required", models.BooleanField(default=True, verbose_name="must be answered")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "position"), name="question_has_one_place"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000)),
                (
                    "bid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="projects.bid",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="projects.screeningquestion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bid", "question"), name="question_is_answered_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Terms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("amount_minor", core.models.MinorUnitsField(verbose_name="amount")),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                (
                    "review_days",
                    models.PositiveSmallIntegerField(
                        default=14, verbose_name="days to review a delivery"
                    ),
                ),
                (
                    "change_rounds",
                    models.PositiveSmallIntegerField(default=2, verbose_name="rounds of changes"),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("created_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "bid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="projects.bid",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "terms",
                "ordering": ["version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bid", "version"), name="terms_version_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="terms_are_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 730)),
                        name="terms_days_are_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("review_days__gte", 3), ("review_days__lte", 14)),
                        name="terms_review_days_are_3_to_14",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for the other side"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("answer_by_at", models.DateTimeField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="projects.contract",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.terms",
                    ),
                ),
            ],
            options={
                "ordering": ["-proposed_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("contract",),
                        name="contract_has_one_open_amendment",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TermsMilestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("amount_minor", core.models.MinorUnitsField(verbose_name="amount")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="projects.terms",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("terms", "position"), name="step_has_one_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="step_is_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkEvent",
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
                    "bid",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="projects.bid",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="projects.contract",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="projects.milestone",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["happened_at", "pk"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="milestone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="projects.milestone",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contracts",
                to="projects.project",
            ),
        ),
        migrations.AddField(
            model_name="bid",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bids",
                to="projects.project",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="terms",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contracts",
                to="projects.terms",
            ),
        ),
        migrations.AddField(
            model_name="bid",
            name="terms",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.terms",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.workpolicy",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("milestone", "number"), name="delivery_is_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.UniqueConstraint(
                fields=("project", "freelancer"), name="bid_once_per_freelancer_and_project"
            ),
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "offered")),
                fields=("project",),
                name="project_has_one_live_offer",
            ),
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "accepted")),
                fields=("project",),
                name="project_has_one_accepted_bid",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["active", "awaiting_funding", "ending", "paused"])
                ),
                fields=("project",),
                name="project_has_one_running_contract",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="workpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="work_policy_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bb11de54eb83c985ddba353f119aa5ab233ab7fa",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_work_policy_is_append_only_11199",
                    table="projects_workpolicy",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="terms",
            trigger=pgtrigger.compiler.Trigger(
                name="terms_are_immutable",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c98e5d59a90e9f016d8a166879ece7bb9c9bc106",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_terms_are_immutable_be060",
                    table="projects_terms",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="termsmilestone",
            trigger=pgtrigger.compiler.Trigger(
                name="steps_are_immutable",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0134830e6a910f8201c484aa4eb0a7558329ee62",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_steps_are_immutable_ea708",
                    table="projects_termsmilestone",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="workevent",
            trigger=pgtrigger.compiler.Trigger(
                name="work_event_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a917493c856c68eebe89abc5658fed1a9164fa4b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_work_event_is_append_only_b1435",
                    table="projects_workevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]

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
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject_side",
                    models.CharField(
                        choices=[("freelancer", "Freelancer"), ("client", "Client")], max_length=10
                    ),
                ),
                (
                    "quality",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Quality of the work"
                    ),
                ),
                (
                    "communication",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Communication"
                    ),
                ),
                (
                    "timeliness",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="On time"),
                ),
                (
                    "fidelity",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="True to what was agreed"
                    ),
                ),
                (
                    "clarity",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Clear about what was wanted"
                    ),
                ),
                (
                    "promptness",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Paid and answered promptly"
                    ),
                ),
                (
                    "fairness",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Fair"),
                ),
                ("overall", models.PositiveSmallIntegerField()),
                (
                    "text",
                    models.TextField(blank=True, max_length=3000, verbose_name="in your words"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sealed", "Sealed"),
                            ("published", "Published"),
                            ("flagged", "Being checked"),
                            ("kept", "Checked and kept"),
                            ("hidden", "Hidden"),
                        ],
                        default="sealed",
                        max_length=10,
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("publish_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("reply", models.TextField(blank=True, max_length=1500, verbose_name="reply")),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                ("flagged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews_written",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="projects.contract",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews_received",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-published_at", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["subject", "subject_side", "state"], name="review_of_person"
                    ),
                    models.Index(
                        condition=models.Q(("state", "sealed")),
                        fields=["publish_at"],
                        name="review_clock",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "author"), name="review_once_per_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("subject")), _negated=True),
                        name="review_is_about_the_other",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("subject_side", "freelancer"),
                                ("quality__gte", 1),
                                ("quality__isnull", False),
                                ("quality__lte", 5),
                                ("communication__gte", 1),
                                ("communication__isnull", False),
                                ("communication__lte", 5),
                                ("timeliness__gte", 1),
                                ("timeliness__isnull", False),
                                ("timeliness__lte", 5),
                                ("fidelity__gte", 1),
                                ("fidelity__isnull", False),
                                ("fidelity__lte", 5),
                                ("clarity__isnull", True),
                                ("promptness__isnull", True),
                                ("fairness__isnull", True),
                            ),
                            models.Q(
                                ("subject_side", "client"),
                                ("clarity__gte", 1),
                                ("clarity__isnull", False),
                                ("clarity__lte", 5),
                                ("promptness__gte", 1),
                                ("promptness__isnull", False),
                                ("promptness__lte", 5),
                                ("fairness__gte", 1),
                                ("fairness__isnull", False),
                                ("fairness__lte", 5),
                                ("quality__isnull", True),
                                ("communication__isnull", True),
                                ("timeliness__isnull", True),
                                ("fidelity__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="review_has_the_points_of_its_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("overall__gte", 100), ("overall__lte", 500)),
                        name="review_overall_is_1_to_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("state", "sealed")),
                            models.Q(
                                models.Q(("state", "sealed"), _negated=True),
                                ("published_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="review_published_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replied_at__isnull", True), ("reply", "")),
                            models.Q(
                                models.Q(("reply", ""), _negated=True),
                                ("replied_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="review_reply_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewChange",
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="reviews.review",
                    ),
                ),
            ],
            options={
                "ordering": ["happened_at", "pk"],
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reviewchange",
            trigger=pgtrigger.compiler.Trigger(
                name="review_change_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c69fe05a39ac8e5256df03c3476554dfc5172e61",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_review_change_is_append_only_6d445",
                    table="reviews_reviewchange",
                    when="BEFORE",
                ),
            ),
        ),
    ]

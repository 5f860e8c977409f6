"""A case may be about something that somebody wrote; a measure in force says so itself."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

IN_FORCE = """
UPDATE moderation_case SET is_in_force = true
WHERE state IN ('warned', 'restricted', 'suspended', 'appealed', 'upheld');
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0002_content_cases"),
        ("moderation", "0003_one_rulebook"),
        ("projects", "0009_local_earnings"),
        ("reviews", "0001_initial"),
        ("staff", "0004_one_rulebook"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("AccountCase", "Case"),
        migrations.RemoveConstraint("case", "account_case_is_open_once_per_person"),
        migrations.AddField(
            "case",
            "about",
            models.CharField(
                choices=[
                    ("account", "Account"),
                    ("project", "Project"),
                    ("profile", "Profile"),
                    ("message", "Message"),
                    ("review", "Review"),
                ],
                default="account",
                max_length=10,
            ),
        ),
        migrations.AddField(
            "case",
            "project",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="projects.project",
            ),
        ),
        migrations.AddField(
            "case",
            "message",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="messaging.message",
            ),
        ),
        migrations.AddField(
            "case",
            "review",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="reviews.review",
            ),
        ),
        migrations.AddField("case", "evidence_id", models.TextField(blank=True, default="")),
        migrations.AddField("case", "frozen", models.TextField(blank=True, default="")),
        migrations.AddField(
            "case", "frozen_sha256", models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AddField("case", "kept", models.JSONField(blank=True, default=dict)),
        migrations.AddField(
            "case", "is_in_force", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField("case", "reminded_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "case",
            "urgency",
            models.CharField(
                blank=True,
                choices=[
                    ("fraud", "Fraud that goes on"),
                    ("threat", "A threat to somebody"),
                    ("child_safety", "The safety of a child"),
                ],
                db_default="",
                max_length=12,
            ),
        ),
        migrations.AddField("case", "look_due_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "case",
            "looked_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("case", "looked_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "case",
            "person",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "case",
            "reported",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="moderation.reported",
            ),
        ),
        migrations.AlterField(
            "case",
            "measure",
            models.CharField(
                blank=True,
                choices=[
                    ("closed", "No measure"),
                    ("warned", "A warning"),
                    ("restricted", "Restrict: nothing new may be begun"),
                    ("suspended", "Suspend: nothing new, and not in the list of freelancers"),
                    ("returned", "Send the posting back to be changed"),
                    ("removed", "Take the posting down"),
                    ("hidden", "Hide it"),
                    ("cleared", "Take the texts of the profile down"),
                    ("no_pictures", "Take the pictures of the profile down"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            "case",
            "state",
            models.CharField(
                choices=[
                    ("noticed", "Waiting for an answer"),
                    ("answered", "Waiting for a decision"),
                    ("closed", "Closed without a measure"),
                    ("warned", "Warned"),
                    ("restricted", "Restricted"),
                    ("suspended", "Suspended"),
                    ("stands", "The measure stays"),
                    ("appealed", "Waiting for the appeal"),
                    ("upheld", "Upheld after an appeal"),
                    ("restored", "Taken back"),
                ],
                default="noticed",
                max_length=10,
            ),
        ),
        migrations.RunSQL(IN_FORCE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("look_due_at__isnull", False)),
                fields=["look_due_at"],
                name="case_second_look_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["noticed", "answered", "appealed"]),
                    ("about__in", ["account", "profile"]),
                ),
                fields=("person", "about"),
                name="case_is_open_once_per_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["noticed", "answered", "appealed"])),
                fields=("project",),
                name="case_of_project_is_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["noticed", "answered", "appealed"])),
                fields=("message",),
                name="case_of_message_is_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["noticed", "answered", "appealed"])),
                fields=("review",),
                name="case_of_review_is_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("about", "account"),
                        ("message__isnull", True),
                        ("project__isnull", True),
                        ("review__isnull", True),
                    ),
                    models.Q(
                        ("about", "project"),
                        ("message__isnull", True),
                        ("project__isnull", False),
                        ("review__isnull", True),
                    ),
                    models.Q(
                        ("about", "profile"),
                        ("message__isnull", True),
                        ("project__isnull", True),
                        ("review__isnull", True),
                    ),
                    models.Q(
                        ("about", "message"),
                        ("message__isnull", False),
                        ("project__isnull", True),
                        ("review__isnull", True),
                    ),
                    models.Q(
                        ("about", "review"),
                        ("message__isnull", True),
                        ("project__isnull", True),
                        ("review__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="case_is_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("about", "account"),
                    models.Q(
                        models.Q(("frozen_sha256", ""), _negated=True),
                        models.Q(("evidence_id", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="case_about_content_has_evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("looked_by__isnull", True),
                    models.Q(
                        models.Q(("looked_by", models.F("opened_by")), _negated=True),
                        models.Q(("looked_by", models.F("person")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="case_second_look_is_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("looked_at__isnull", True), ("looked_by__isnull", True)),
                    models.Q(
                        ("look_due_at__isnull", True),
                        ("looked_at__isnull", False),
                        ("looked_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="case_second_look_has_person_and_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("urgency", ""),
                    ("is_in_force", False),
                    ("looked_by__isnull", False),
                    ("decided_by__isnull", False),
                    ("look_due_at__isnull", False),
                    _connector="OR",
                ),
                name="case_urgent_measure_awaits_a_second_look",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_in_force", False),
                    models.Q(("measure__in", ["", "closed"]), _negated=True),
                    _connector="OR",
                ),
                name="case_in_force_has_measure",
            ),
        ),
    ]

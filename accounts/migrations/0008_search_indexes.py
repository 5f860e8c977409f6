"""An index for each facet and order of the search of freelancers, so that none reads everybody."""

import django.contrib.postgres.indexes
from django.db import migrations, models

from accounts.merits import RATE, RATED

LISTED = models.Q(is_listed=True) & ~models.Q(headline="")
GOOD = models.Q(is_active=True, standing="good")
_ID = models.F("id")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_findable")]

    operations = [
        *(
            migrations.AddIndex("freelancerprofile", index)
            for index in (
                models.Index(
                    fields=["category", "-merit", "-id"],
                    condition=LISTED,
                    name="freelancer_in_category",
                ),
                models.Index(
                    fields=["region", "-merit", "-id"],
                    condition=LISTED,
                    name="freelancer_in_region",
                ),
                models.Index(
                    fields=["-merit", "-id"],
                    condition=LISTED & models.Q(jobs_done=0, rating_count=0),
                    name="freelancer_newcomer",
                ),
                models.Index(
                    RATED.desc(), _ID.desc(), condition=LISTED, name="freelancer_by_rating"
                ),
                models.Index(RATE.asc(), _ID.asc(), condition=LISTED, name="freelancer_by_rate"),
                models.Index(
                    fields=["availability", "-merit", "-id"],
                    condition=LISTED,
                    name="freelancer_available",
                ),
                models.Index(fields=["rating_mean"], condition=LISTED, name="freelancer_rated"),
                models.Index(fields=["rate_minor"], condition=LISTED, name="freelancer_for_a_rate"),
                models.Index(
                    fields=["answer_minutes"], condition=LISTED, name="freelancer_answers"
                ),
                django.contrib.postgres.indexes.GinIndex(
                    fields=["languages"], name="freelancer_languages"
                ),
            )
        ),
        *(
            migrations.AddIndex("user", index)
            for index in (
                models.Index(fields=["-date_joined"], condition=GOOD, name="user_newest"),
                models.Index(
                    fields=["id"],
                    condition=GOOD & ~models.Q(verified_name=""),
                    name="user_verified",
                ),
            )
        ),
    ]

"""Open postings as a search sees them, in a table of their own, kept by triggers.

Of a million postings one in twenty-five is open; a search of open ones reads no others.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models

_COLUMNS = (
    "client_id, category_id, region_id, published_at, expires_at, kind, language, is_remote,"
    " currency, budget_min_minor, budget_max_minor, bids_count"
)
_NEW = ", ".join(f"NEW.{name}" for name in _COLUMNS.split(", "))
_OLD = ", ".join(f"OLD.{name}" for name in _COLUMNS.split(", "))
_SKILLS = "ARRAY(SELECT skill_id FROM projects_project_skills WHERE project_id = {} ORDER BY 1)"
_CLIENT = "is_client_verified, client_since, client_rating, client_ratings"
_OF_CLIENT = """SELECT u.verified_name <> '', u.date_joined, c.rating_mean, coalesce(c.rating_count, 0)
FROM accounts_user u LEFT JOIN accounts_clientprofile c ON c.user_id = u.id WHERE u.id ="""
ROWS = f"""
INSERT INTO projects_opening (
  project_id, {_COLUMNS}, description_length, skill_ids, search, {_CLIENT}
)
SELECT p.id, {_COLUMNS}, length(description), {_SKILLS.format("p.id")}, search, of_client.*
FROM projects_project p, LATERAL ({_OF_CLIENT} p.client_id) of_client (verified, since, mean, many)
WHERE p.state = 'open'"""
KEEP = f"""
CREATE FUNCTION projects_openings_of_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state = 'open' AND NEW.state = 'open' THEN
    UPDATE projects_opening SET ({_COLUMNS}) = ROW({_NEW}) WHERE project_id = NEW.id;
    IF (OLD.search, OLD.description) IS DISTINCT FROM (NEW.search, NEW.description) THEN
      UPDATE projects_opening SET search = NEW.search, description_length = length(NEW.description)
      WHERE project_id = NEW.id;
    END IF;
  ELSIF TG_OP <> 'DELETE' AND NEW.state = 'open' THEN
    {ROWS} AND p.id = NEW.id ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM projects_opening WHERE project_id = OLD.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER projects_openings_of_new AFTER INSERT ON projects_project
FOR EACH ROW WHEN (NEW.state = 'open') EXECUTE FUNCTION projects_openings_of_project();
CREATE TRIGGER projects_openings_of_changed AFTER UPDATE ON projects_project
FOR EACH ROW WHEN (
  'open' IN (OLD.state, NEW.state)
  AND (OLD.state, OLD.search, OLD.description, {_OLD})
    IS DISTINCT FROM (NEW.state, NEW.search, NEW.description, {_NEW})
) EXECUTE FUNCTION projects_openings_of_project();
CREATE TRIGGER projects_openings_of_gone AFTER DELETE ON projects_project
FOR EACH ROW WHEN (OLD.state = 'open') EXECUTE FUNCTION projects_openings_of_project();

CREATE FUNCTION projects_openings_of_skill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE projects_opening SET skill_ids = {_SKILLS.format("projects_opening.project_id")}
  WHERE project_id IN (
    SELECT unnest(CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.project_id]
      WHEN 'DELETE' THEN ARRAY[OLD.project_id] ELSE ARRAY[OLD.project_id, NEW.project_id] END)
  );
  RETURN NULL;
END $$;
CREATE TRIGGER projects_openings_of_skill
AFTER INSERT OR UPDATE OR DELETE ON projects_project_skills
FOR EACH ROW EXECUTE FUNCTION projects_openings_of_skill();

CREATE FUNCTION projects_openings_of_client() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  person bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
  UPDATE projects_opening SET ({_CLIENT}) = ({_OF_CLIENT} person) WHERE project_id IN (
    SELECT id FROM projects_project WHERE client_id = person AND state = 'open'
  );
  RETURN NULL;
END $$;
CREATE TRIGGER projects_openings_of_person
AFTER UPDATE OF verified_name, date_joined ON accounts_user
FOR EACH ROW WHEN (
  (OLD.verified_name = '', OLD.date_joined)
    IS DISTINCT FROM (NEW.verified_name = '', NEW.date_joined)
) EXECUTE FUNCTION projects_openings_of_client('id');
CREATE TRIGGER projects_openings_of_rating
AFTER UPDATE OF rating_mean, rating_count ON accounts_clientprofile
FOR EACH ROW WHEN (
  (OLD.rating_mean, OLD.rating_count) IS DISTINCT FROM (NEW.rating_mean, NEW.rating_count)
) EXECUTE FUNCTION projects_openings_of_client('user_id');
{ROWS} ORDER BY p.published_at, p.id;
"""
LEAVE = """
DROP TRIGGER projects_openings_of_rating ON accounts_clientprofile;
DROP TRIGGER projects_openings_of_person ON accounts_user;
DROP FUNCTION projects_openings_of_client();
DROP TRIGGER projects_openings_of_skill ON projects_project_skills;
DROP TRIGGER projects_openings_of_gone ON projects_project;
DROP TRIGGER projects_openings_of_changed ON projects_project;
DROP TRIGGER projects_openings_of_new ON projects_project;
DROP FUNCTION projects_openings_of_skill();
DROP FUNCTION projects_openings_of_project();
"""
# As `projects.search.found` writes the order by budget.
BUDGET = f"""
CREATE INDEX opening_budget ON projects_opening ((COALESCE(
  CASE WHEN currency = '{settings.DEFAULT_CURRENCY}' THEN budget_max_minor END, 0
)) DESC, project_id DESC);
"""


def _elsewhere(to: str, *, is_null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        to,
        django.db.models.deletion.DO_NOTHING,
        null=is_null,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_findable"),
        ("projects", "0011_not_for_me"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="projects.project",
                    ),
                ),
                ("client", _elsewhere(settings.AUTH_USER_MODEL)),
                ("category", _elsewhere("accounts.category", is_null=True)),
                ("region", _elsewhere("accounts.region", is_null=True)),
                ("published_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("fixed", "For the whole job"), ("hourly", "Per hour")],
                        max_length=8,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("id", "Bahasa Indonesia"), ("en", "English")], max_length=5
                    ),
                ),
                ("is_remote", models.BooleanField()),
                ("currency", core.models.CurrencyField(max_length=3)),
                ("budget_min_minor", core.models.MinorUnitsField(null=True)),
                ("budget_max_minor", core.models.MinorUnitsField(null=True)),
                ("bids_count", models.PositiveIntegerField()),
                ("description_length", models.PositiveIntegerField()),
                ("is_client_verified", models.BooleanField()),
                ("client_since", models.DateTimeField()),
                (
                    "client_rating",
                    models.DecimalField(decimal_places=2, max_digits=3, null=True),
                ),
                ("client_ratings", models.PositiveIntegerField()),
                (
                    "skill_ids",
                    django.contrib.postgres.fields.ArrayField(
                        models.BigIntegerField(), default=list
                    ),
                ),
                ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["-published_at", "-project"],
                        name="opening_newest",
                        include=[
                            "skill_ids",
                            "category",
                            "region",
                            "is_remote",
                            "kind",
                            "language",
                        ],
                    ),
                    models.Index(fields=["expires_at", "project"], name="opening_closing"),
                    models.Index(
                        fields=["region", "-published_at", "-project"], name="opening_region"
                    ),
                    models.Index(
                        fields=["category", "-published_at", "-project"], name="opening_category"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["search"], name="opening_search"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["skill_ids"], name="opening_skills"
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEP, LEAVE),
        migrations.RunSQL(BUDGET, "DROP INDEX opening_budget;"),
    ]

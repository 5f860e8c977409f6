"""What a client who is held back has posted leaves the table of openings, and comes back."""

from django.db import migrations

_COLUMNS = (
    "client_id, category_id, region_id, published_at, expires_at, kind, language, is_remote,"
    " currency, budget_min_minor, budget_max_minor, bids_count"
)
_NEW = ", ".join(f"NEW.{name}" for name in _COLUMNS.split(", "))
_ROWS = f"""
INSERT INTO projects_opening (
  project_id, {_COLUMNS}, description_length, skill_ids, search,
  is_client_verified, client_since, client_rating, client_ratings
)
SELECT p.id, {_COLUMNS}, length(description),
  ARRAY(SELECT skill_id FROM projects_project_skills WHERE project_id = p.id ORDER BY 1), search,
  of_client.*
FROM projects_project p, LATERAL (
  SELECT u.verified_name <> '', u.date_joined, c.rating_mean, coalesce(c.rating_count, 0)
  FROM accounts_user u LEFT JOIN accounts_clientprofile c ON c.user_id = u.id
  WHERE u.id = p.client_id {{}}
) of_client (verified, since, mean, many)
WHERE p.state = 'open'"""
_GOOD = _ROWS.format("AND u.standing = 'good'")
_ANY = _ROWS.format("")
_OF_PROJECT = f"""
CREATE OR REPLACE FUNCTION projects_openings_of_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state = 'open' AND NEW.state = 'open' THEN
    UPDATE projects_opening SET ({_COLUMNS}) = ROW({_NEW}) WHERE project_id = NEW.id;
    IF (OLD.search, OLD.description) IS DISTINCT FROM (NEW.search, NEW.description) THEN
      UPDATE projects_opening SET search = NEW.search, description_length = length(NEW.description)
      WHERE project_id = NEW.id;
    END IF;
  ELSIF TG_OP <> 'DELETE' AND NEW.state = 'open' THEN
    {{}} AND p.id = NEW.id ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM projects_opening WHERE project_id = OLD.id;
  END IF;
  RETURN NULL;
END $$;
"""
KEEP = f"""
{_OF_PROJECT.format(_GOOD)}
CREATE FUNCTION projects_openings_of_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.standing = 'good' THEN
    {_GOOD} AND p.client_id = NEW.id ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM projects_opening WHERE project_id IN (
      SELECT id FROM projects_project WHERE client_id = NEW.id AND state = 'open'
    );
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER projects_openings_of_standing AFTER UPDATE OF standing ON accounts_user
FOR EACH ROW WHEN ((OLD.standing = 'good') IS DISTINCT FROM (NEW.standing = 'good'))
EXECUTE FUNCTION projects_openings_of_standing();
DELETE FROM projects_opening o USING accounts_user u
WHERE u.id = o.client_id AND u.standing <> 'good';
"""
LEAVE = f"""
DROP TRIGGER projects_openings_of_standing ON accounts_user;
DROP FUNCTION projects_openings_of_standing();
{_OF_PROJECT.format(_ANY)}
{_ANY} ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_findable"),
        ("projects", "0014_submissions"),
    ]

    operations = [migrations.RunSQL(KEEP, LEAVE)]

"""A posting that opens, closes or changes and a measure about its client are seen one by the other.

At the same moment neither sees what the other has not committed: a row would stay in the table of
openings, or stay out. So a change of standing waits for postings of the client that are changing,
and these for it; postings do not wait for each other. It is no lock of the client's row, which a
moderator holds while they lock a posting.
"""

from django.db import migrations

_COLUMNS = (
    "client_id, category_id, region_id, published_at, expires_at, kind, language, is_remote,"
    " currency, budget_min_minor, budget_max_minor, bids_count"
)
_NEW = ", ".join(f"NEW.{name}" for name in _COLUMNS.split(", "))
_GOOD = f"""
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
  WHERE u.id = p.client_id AND u.standing = 'good'
) of_client (verified, since, mean, many)
WHERE p.state = 'open'"""
_SKILLS = "ARRAY(SELECT skill_id FROM projects_project_skills WHERE project_id = {} ORDER BY 1)"
_KEY = "hashtextextended('openings:' || {}, 0)"
_OF_EITHER = _KEY.format("coalesce(NEW.client_id, OLD.client_id)")
_PROJECT_LOCK = f"""
  PERFORM pg_advisory_xact_lock_shared({_OF_EITHER});"""
_STANDING_LOCK = f"""
  PERFORM pg_advisory_xact_lock({_KEY.format("NEW.id")});"""
_SKILL_LOCK = f"""
  PERFORM pg_advisory_xact_lock_shared({_KEY.format("client_id")})
  FROM projects_project WHERE id = ANY(changed) AND state = 'open';"""
_OF_PROJECT = f"""
CREATE OR REPLACE FUNCTION projects_openings_of_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{{}}
  IF TG_OP = 'UPDATE' AND OLD.state = 'open' AND NEW.state = 'open' THEN
    UPDATE projects_opening SET ({_COLUMNS}) = ROW({_NEW}) WHERE project_id = NEW.id;
    IF (OLD.search, OLD.description) IS DISTINCT FROM (NEW.search, NEW.description) THEN
      UPDATE projects_opening SET search = NEW.search, description_length = length(NEW.description)
      WHERE project_id = NEW.id;
    END IF;
  ELSIF TG_OP <> 'DELETE' AND NEW.state = 'open' THEN
    {_GOOD} AND p.id = NEW.id ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM projects_opening WHERE project_id = OLD.id;
  END IF;
  RETURN NULL;
END $$;
"""
_OF_STANDING = f"""
CREATE OR REPLACE FUNCTION projects_openings_of_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{{}}
  IF NEW.standing = 'good' THEN
    {_GOOD} AND p.client_id = NEW.id ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM projects_opening WHERE project_id IN (
      SELECT id FROM projects_project WHERE client_id = NEW.id AND state = 'open'
    );
  END IF;
  RETURN NULL;
END $$;
"""
_OF_SKILL = f"""
CREATE OR REPLACE FUNCTION projects_openings_of_skill() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed bigint[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.project_id]
    WHEN 'DELETE' THEN ARRAY[OLD.project_id] ELSE ARRAY[OLD.project_id, NEW.project_id] END;
BEGIN{{}}
  UPDATE projects_opening SET skill_ids = {_SKILLS.format("projects_opening.project_id")}
  WHERE project_id = ANY(changed);
  RETURN NULL;
END $$;
"""
KEEP = f"""
{_OF_PROJECT.format(_PROJECT_LOCK)}
{_OF_STANDING.format(_STANDING_LOCK)}
{_OF_SKILL.format(_SKILL_LOCK)}
"""
LEAVE = "".join(function.format("") for function in (_OF_PROJECT, _OF_STANDING, _OF_SKILL))


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0015_openings_of_good"),
    ]

    operations = [migrations.RunSQL(KEEP, LEAVE)]

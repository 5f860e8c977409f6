"""What a client who is held back has posted leaves the table of openings, and comes back.

A posting that opens, closes or changes and a measure about its client are seen one by the other:
at the same moment neither sees what the other has not committed, and a row would stay in the table,
or stay out. So a change of standing waits for postings of the client that are changing, and these
for it; postings do not wait for each other. It is no lock of the client's row, which a moderator
holds while they lock a posting.
"""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("projects.migrations.0012_openings")
_COLUMNS, _SKILLS = _BEFORE._COLUMNS, _BEFORE._SKILLS  # noqa: SLF001 -- no migration changes
_NEW = _BEFORE._NEW  # noqa: SLF001
_GOOD = _BEFORE.ROWS.replace("u.id = p.client_id", "u.id = p.client_id AND u.standing = 'good'")
_KEY = "hashtextextended('openings:' || {}, 0)"
KEEP = f"""
CREATE OR REPLACE FUNCTION projects_openings_of_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared({_KEY.format("coalesce(NEW.client_id, OLD.client_id)")});
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

CREATE OR REPLACE FUNCTION projects_openings_of_skill() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed bigint[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.project_id]
    WHEN 'DELETE' THEN ARRAY[OLD.project_id] ELSE ARRAY[OLD.project_id, NEW.project_id] END;
BEGIN
  PERFORM pg_advisory_xact_lock_shared({_KEY.format("client_id")})
  FROM projects_project WHERE id = ANY(changed) AND state = 'open';
  UPDATE projects_opening SET skill_ids = {_SKILLS.format("projects_opening.project_id")}
  WHERE project_id = ANY(changed);
  RETURN NULL;
END $$;

CREATE FUNCTION projects_openings_of_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock({_KEY.format("NEW.id")});
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
{_BEFORE.LEAVE}
DELETE FROM projects_opening;
{_BEFORE.KEEP}
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_findable"), ("projects", "0014_submissions")]

    operations = [migrations.RunSQL(KEEP, LEAVE)]

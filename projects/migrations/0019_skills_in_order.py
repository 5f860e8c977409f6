"""The postings of a skill in the order of time: a search by skill reads the newest, in one index.

The rows follow the openings from now on, and no longer the postings themselves.
"""

from importlib import import_module

from django.db import migrations, models

_BEFORE = import_module("projects.migrations.0010_open_skills")
FILL = """
INSERT INTO projects_openskill (project_id, skill_id, published_at)
SELECT project_id, unnest(skill_ids), published_at FROM projects_opening ORDER BY 3, 1;
"""
KEEP = f"""
CREATE FUNCTION projects_open_skills() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM projects_openskill WHERE project_id = OLD.project_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO projects_openskill (project_id, skill_id, published_at)
    SELECT NEW.project_id, unnest(NEW.skill_ids), NEW.published_at;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER projects_open_skills_of_other AFTER INSERT OR DELETE ON projects_opening
FOR EACH ROW EXECUTE FUNCTION projects_open_skills();
CREATE TRIGGER projects_open_skills_of_changed AFTER UPDATE ON projects_opening
FOR EACH ROW WHEN (
  (OLD.skill_ids, OLD.published_at) IS DISTINCT FROM (NEW.skill_ids, NEW.published_at)
) EXECUTE FUNCTION projects_open_skills();
{FILL}
"""
LEAVE = """
DROP TRIGGER projects_open_skills_of_changed ON projects_opening;
DROP TRIGGER projects_open_skills_of_other ON projects_opening;
DROP FUNCTION projects_open_skills();
DELETE FROM projects_openskill;
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0018_as_seen")]

    operations = [
        migrations.RunSQL(
            _BEFORE.LEAVE + "DELETE FROM projects_openskill; SET CONSTRAINTS ALL IMMEDIATE;",
            _BEFORE.KEEP,
        ),
        migrations.AddField("openskill", "published_at", models.DateTimeField()),
        migrations.AddIndex(
            "openskill",
            models.Index(fields=["skill", "-published_at", "-project"], name="open_skill_newest"),
        ),
        migrations.RunSQL(KEEP, LEAVE),
    ]

"""The skills of open postings in a table of their own, kept by triggers.

Of a million postings one in twenty-five is open; a search by skill reads those alone.
"""

import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE FUNCTION projects_open_skills_of_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'open' THEN
    INSERT INTO projects_openskill (project_id, skill_id)
    SELECT project_id, skill_id FROM projects_project_skills WHERE project_id = NEW.id
    ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM projects_openskill WHERE project_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER projects_open_skills_of_project AFTER UPDATE OF state ON projects_project
FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
EXECUTE FUNCTION projects_open_skills_of_project();

CREATE FUNCTION projects_open_skills_of_skill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM projects_openskill WHERE project_id = OLD.project_id AND skill_id = OLD.skill_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO projects_openskill (project_id, skill_id)
    SELECT id, NEW.skill_id FROM projects_project WHERE id = NEW.project_id AND state = 'open'
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER projects_open_skills_of_skill
AFTER INSERT OR UPDATE OR DELETE ON projects_project_skills
FOR EACH ROW EXECUTE FUNCTION projects_open_skills_of_skill();
INSERT INTO projects_openskill (project_id, skill_id)
SELECT project_id, skill_id FROM projects_project_skills
JOIN projects_project p ON p.id = project_id WHERE p.state = 'open';
"""
LEAVE = """
DROP TRIGGER projects_open_skills_of_skill ON projects_project_skills;
DROP TRIGGER projects_open_skills_of_project ON projects_project;
DROP FUNCTION projects_open_skills_of_skill();
DROP FUNCTION projects_open_skills_of_project();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0009_local_earnings")]

    operations = [
        migrations.CreateModel(
            name="OpenSkill",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.project",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.skill",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("skill", "project"), name="open_skill_stands_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            "project",
            models.Index(
                fields=["region", "-published_at"],
                name="project_open_region",
                condition=models.Q(state="open"),
            ),
        ),
        migrations.AddIndex(
            "project",
            models.Index(
                fields=["category", "-published_at"],
                name="project_open_category",
                condition=models.Q(state="open"),
            ),
        ),
        migrations.RunSQL(KEEP, LEAVE),
    ]

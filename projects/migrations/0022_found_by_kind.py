"""Open postings are found by the names of their kind of work, through one word of its own.

The names themselves would make every posting of “Design & creative” one about design.
"""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("projects.migrations.0016_found_by_town")
KEEP = """
CREATE FUNCTION projects_opening_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT p.search || coalesce((
    SELECT setweight(to_tsvector('karya_id', names) || to_tsvector('karya_en', names), 'C')
    FROM (
      SELECT projects_plain(concat_ws(' ',
        regexp_replace(home.name, '^(Kabupaten|Kota)( Administrasi)? ', ''), province.name
      )) AS names
      FROM accounts_region home
      LEFT JOIN accounts_region province ON province.code = home.province_id
      WHERE home.code = NEW.region_id
    ) place
  ), '') || coalesce((
    SELECT to_tsvector('simple', 'kind0' || replace(category.slug, '-', ''))
    FROM accounts_category category WHERE category.id = NEW.category_id
  ), '') INTO NEW.search FROM projects_project p WHERE p.id = NEW.project_id;
  RETURN NEW;
END $$;
DROP TRIGGER projects_opening_moved ON projects_opening;
DROP TRIGGER projects_opening_of_place ON projects_opening;
DROP FUNCTION projects_opening_of_place();
CREATE TRIGGER projects_opening_new_words BEFORE INSERT ON projects_opening
FOR EACH ROW WHEN (NEW.region_id IS NOT NULL OR NEW.category_id IS NOT NULL)
EXECUTE FUNCTION projects_opening_words();
CREATE TRIGGER projects_opening_other_words BEFORE UPDATE ON projects_opening
FOR EACH ROW WHEN (
  (OLD.region_id, OLD.category_id, OLD.search)
  IS DISTINCT FROM (NEW.region_id, NEW.category_id, NEW.search)
)
EXECUTE FUNCTION projects_opening_words();
UPDATE projects_opening SET search = NULL WHERE category_id IS NOT NULL; -- the trigger fills it
"""
LEAVE = f"""
DROP TRIGGER projects_opening_new_words ON projects_opening;
DROP TRIGGER projects_opening_other_words ON projects_opening;
DROP FUNCTION projects_opening_words();
UPDATE projects_opening o SET search = p.search
FROM projects_project p WHERE p.id = o.project_id AND o.category_id IS NOT NULL;
{_BEFORE.KEEP}
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0021_bid_words")]
    operations = [migrations.RunSQL(KEEP, LEAVE)]

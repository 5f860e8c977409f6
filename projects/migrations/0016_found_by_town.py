"""Open postings are found by the names of their town and province, as freelancers are."""

from django.db import migrations

KEEP = """
CREATE FUNCTION projects_opening_of_place() RETURNS trigger LANGUAGE plpgsql AS $$
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
  ), '') INTO NEW.search FROM projects_project p WHERE p.id = NEW.project_id;
  RETURN NEW;
END $$;
CREATE TRIGGER projects_opening_of_place BEFORE INSERT ON projects_opening
FOR EACH ROW WHEN (NEW.region_id IS NOT NULL) EXECUTE FUNCTION projects_opening_of_place();
CREATE TRIGGER projects_opening_moved BEFORE UPDATE ON projects_opening
FOR EACH ROW WHEN ((OLD.region_id, OLD.search) IS DISTINCT FROM (NEW.region_id, NEW.search))
EXECUTE FUNCTION projects_opening_of_place();
UPDATE projects_opening SET search = NULL WHERE region_id IS NOT NULL; -- the trigger fills it
"""
LEAVE = """
DROP TRIGGER projects_opening_moved ON projects_opening;
DROP TRIGGER projects_opening_of_place ON projects_opening;
DROP FUNCTION projects_opening_of_place();
UPDATE projects_opening o SET search = p.search
FROM projects_project p WHERE p.id = o.project_id AND o.region_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_found_by_town"), ("projects", "0015_openings_of_good")]
    operations = [migrations.RunSQL(KEEP, LEAVE)]

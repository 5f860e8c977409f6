"""Postgres numbers documents without gaps, checks what is frozen in them, and lets nobody edit."""

from django.db import migrations

GUARDS = """
CREATE TRIGGER document_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_document FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER documentseries_is_never_deleted BEFORE DELETE OR TRUNCATE
  ON payments_documentseries FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();

-- A series moves only when a document takes its number.
CREATE FUNCTION payments_guard_documentseries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 OR NEW.last_number <> (
       CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.last_number + 1 END)
     OR (TG_OP = 'UPDATE' AND (NEW.person_id, NEW.kind, NEW.year)
                              IS DISTINCT FROM (OLD.person_id, OLD.kind, OLD.year)) THEN
    RAISE EXCEPTION 'a series of documents moves only by documents'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'document_series_moves_by_documents';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documentseries_guard BEFORE INSERT OR UPDATE ON payments_documentseries
  FOR EACH ROW EXECUTE FUNCTION payments_guard_documentseries();

-- The number is the next of its series, whose row stays locked until the commit. A second document
-- about the same subject is not written, and takes no number.
CREATE FUNCTION payments_number_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.sha256 <> encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'the hash is not that of the content'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'document_hash_is_of_content';
  END IF;
  INSERT INTO payments_documentseries (person_id, kind, year, last_number)
    VALUES (NEW.person_id, NEW.kind, NEW.year, 0) ON CONFLICT DO NOTHING;
  PERFORM 1 FROM payments_documentseries
    WHERE person_id = NEW.person_id AND kind = NEW.kind AND year = NEW.year FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM payments_document
    WHERE person_id = NEW.person_id AND kind = NEW.kind AND subject = NEW.subject
  ) THEN
    RETURN NULL;
  END IF;
  UPDATE payments_documentseries SET last_number = last_number + 1
    WHERE person_id = NEW.person_id AND kind = NEW.kind AND year = NEW.year
    RETURNING last_number INTO NEW.number;
  RETURN NEW;
END $$;
CREATE TRIGGER document_number BEFORE INSERT ON payments_document
  FOR EACH ROW EXECUTE FUNCTION payments_number_document();
"""

NO_GUARDS = """
DROP TRIGGER document_number ON payments_document;
DROP FUNCTION payments_number_document();
DROP TRIGGER documentseries_guard ON payments_documentseries;
DROP FUNCTION payments_guard_documentseries();
DROP TRIGGER documentseries_is_never_deleted ON payments_documentseries;
DROP TRIGGER document_is_append_only ON payments_document;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_documents")]

    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]

"""The nearest known word by an index that looks only at words that share enough letters."""

from django.db import migrations

# A fifth of the groups of three letters: two slips in a word of five letters leave a third. The
# setting belongs to the function, since an index knows this operator alone. `show_limit` loads it.
MAKE = """
SELECT show_limit();
CREATE FUNCTION core_word_near(known regclass, word text, slips int) RETURNS text
LANGUAGE plpgsql STABLE SET pg_trgm.similarity_threshold = '0.2' AS $$
DECLARE
  found text;
BEGIN
  EXECUTE format('SELECT text FROM %s WHERE text = $1', known) INTO found USING word;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  EXECUTE format($ask$
    SELECT text FROM (
      SELECT text, uses, text <-> $1 AS far FROM %s WHERE text %% $1 ORDER BY far, text LIMIT 40
    ) near
    WHERE levenshtein_less_equal(text, $1, $2) <= $2
    ORDER BY levenshtein(text, $1), far, uses DESC, text LIMIT 1
  $ask$, known) INTO found USING word, slips;
  RETURN found;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_caution")]
    operations = [
        migrations.RunSQL(MAKE, "DROP FUNCTION core_word_near(regclass, text, int)"),
    ]

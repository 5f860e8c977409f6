"""The SQL that makes words of texts. Safe to run where it has run already."""

# The parser of Postgres drops `#`, `+` and leading dots, and takes `ui/ux` for a path.
PLAIN = r"""
CREATE OR REPLACE FUNCTION projects_plain(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
  regexp_replace(lower(words),
    '\m([a-z])#', '\1sharp', 'g'),
    '\m([a-z])\+\+', '\1plusplus', 'g'),
    '\masp\.net\M', 'aspnet dotnet', 'g'),
    '(^|[^a-z0-9])\.net\M', '\1dotnet', 'g'),
    '\m(node|vue|next|nuxt|nest|react|express|three|angular|ember|electron|svelte'
    '|alpine|discord|chart|d3)[. ]?(js)\M', '\1\2', 'g'),
    '\m([234]) ?d\M', '\1d', 'g'),
    '([[:alnum:]])[/&|_]+(?=[[:alnum:]])', '\1 ', 'g')
$$;
"""
_CONFIGURATION = """
DO $do$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = '{name}') THEN
    CREATE TEXT SEARCH CONFIGURATION {name} (COPY = pg_catalog.{of});
    ALTER TEXT SEARCH CONFIGURATION {name}
      ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {of}_stem;
  END IF;
END $do$;
"""
CONFIGURATIONS = [
    _CONFIGURATION.format(name="karya_id", of="indonesian"),
    _CONFIGURATION.format(name="karya_en", of="english"),
]

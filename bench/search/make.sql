INSERT INTO accounts_category (slug, name_en, name_id, position, icon)
SELECT 'bench-' || n, 'Work ' || n, 'Kerja ' || n, n, '' FROM generate_series(1, 20) n;
INSERT INTO accounts_skill (slug, name_en, name_id, aliases, category_id)
SELECT 'bench-' || n, initcap(word), initcap(word), '[]', ids[1 + n %% 20]
FROM generate_series(1, %(skills)s) n
JOIN vocabulary ON rank = n * 3,
(SELECT array_agg(id) AS ids FROM accounts_category WHERE slug LIKE 'bench-%%') c;
INSERT INTO accounts_region (code, name, kind, population, province_id)
SELECT 'b' || n, 'Province ' || n, 'province', NULL::int, NULL FROM generate_series(1, 38) n
UNION ALL
SELECT 'b' || 1 + n %% 38 || '.' || n, 'Town ' || n, 'regency', NULL, 'b' || 1 + n %% 38
FROM generate_series(1, 514) n;
INSERT INTO accounts_user (password, is_superuser, is_staff, is_active, date_joined, email, name,
  handle, mode, language, timezone, is_moderator)
SELECT '!', false, false, true, now() - random() * interval '900 days', 'b' || n || '@bench.example',
  'Person ' || n, 'bench-' || n, CASE WHEN n <= %(clients)s THEN 'client' ELSE 'freelancer' END,
  (ARRAY['id', 'en'])[1 + n %% 2], 'Asia/Jakarta', false
FROM generate_series(1, %(clients)s + %(freelancers)s) n;
CREATE TEMP TABLE people AS
SELECT id, row_number() OVER (ORDER BY id) AS n FROM accounts_user WHERE handle LIKE 'bench-%%';
CREATE UNIQUE INDEX ON people (n);
INSERT INTO accounts_clientprofile (user_id, organisation, about, country, rating_sum, rating_count,
  rating_mean, region_id)
SELECT id, '', '', 'ID', CASE WHEN n %% 3 = 0 THEN 0 ELSE 9 END, CASE WHEN n %% 3 = 0 THEN 0 ELSE 2 END,
  CASE WHEN n %% 3 = 0 THEN NULL ELSE 4.5 END, NULL
FROM people WHERE n <= %(clients)s;
CREATE TEMP TABLE texts AS
SELECT n, title, description,
  setweight(to_tsvector('karya_id', projects_plain(title)), 'A')
  || setweight(to_tsvector('karya_en', projects_plain(title)), 'A') AS title_words,
  setweight(to_tsvector('karya_id', projects_plain(description)), 'C')
  || setweight(to_tsvector('karya_en', projects_plain(description)), 'C') AS words
FROM written;
CREATE UNIQUE INDEX ON texts (n);
ANALYZE texts;
CREATE TEMP TABLE chosen AS
SELECT n, project_id, skill_id, words FROM (
  SELECT DISTINCT n, (SELECT coalesce(max(id), 0) FROM projects_project) + n AS project_id,
    least(floor(exp(random() * ln(%(skills)s + 1)))::int, %(skills)s) AS place
  FROM generate_series(1, %(projects)s) n, generate_series(1, 1 + n %% 6)
) c JOIN (
  SELECT id AS skill_id, row_number() OVER (ORDER BY id) AS place,
    setweight(to_tsvector('karya_id', name_id) || to_tsvector('karya_en', name_en), 'B') AS words
  FROM accounts_skill WHERE slug LIKE 'bench-%%'
) s USING (place);
INSERT INTO projects_project_skills (project_id, skill_id) SELECT project_id, skill_id FROM chosen;
CREATE TEMP TABLE named AS
SELECT n, min(project_id) AS id, (array_agg(words))[1] AS words FROM chosen GROUP BY n;
CREATE UNIQUE INDEX ON named (n);
INSERT INTO projects_project (id, title, description, tags, skill_words, kind, level, currency,
  budget_min_minor, budget_max_minor, is_remote, language, state, is_flagged, version, renewals,
  bids_count, created_at, updated_at, published_at, expires_at, alerted_at, category_id, client_id,
  region_id, search)
SELECT named.id, a.title, b.description, '{}', '', (ARRAY['fixed', 'fixed', 'hourly'])[1 + floor(random() * 3)::int],
  'intermediate', 'IDR', 100000 * most, 200000 * most, random() < 0.7,
  (ARRAY['id', 'en'])[1 + floor(random() * 2)::int],
  CASE WHEN is_open THEN 'open' ELSE 'closed' END, false, 1, 0, floor(power(random(), 3) * 30)::int,
  at, at, at, at + interval '30 days', at, c.ids[1 + floor(random() * 20)::int], p.id,
  CASE WHEN random() < 0.6 THEN r.codes[1 + floor(power(random(), 2) * 514)::int] END,
  a.title_words || named.words || b.words
FROM (
  SELECT o.*, row_number() OVER (ORDER BY at - random() * interval '2 days') AS n FROM (
    SELECT floor(1 + random() * %(pool)s)::int AS title, floor(1 + random() * %(pool)s)::int AS description,
      is_open, now() - random() * (CASE WHEN is_open THEN 30 ELSE 1500 END) * interval '1 day' AS at,
      floor(1 + random() * random() * 1500)::bigint * 100 AS most,
      1 + floor(random() * %(clients)s)::int AS client
    FROM (SELECT random() < %(open)s AS is_open FROM generate_series(1, %(projects)s)) o
  ) o
) d
JOIN named ON named.n = d.n JOIN texts a ON a.n = d.title JOIN texts b ON b.n = d.description
JOIN people p ON p.n = d.client,
(SELECT array_agg(id) AS ids FROM accounts_category WHERE slug LIKE 'bench-%%') c,
(SELECT array_agg(code) AS codes FROM accounts_region WHERE code LIKE 'b%%.%%') r
ORDER BY d.n;
SELECT setval(pg_get_serial_sequence('projects_project', 'id'), max(id)) FROM projects_project;
INSERT INTO accounts_freelancerprofile (user_id, headline, bio, rate_minor, currency, languages,
  availability, country, is_listed, jobs_done, rating_sum, rating_count, rating_mean, category_id, region_id)
SELECT people.id, left(title, 120), description, 100 * (500 + n %% 2000), 'IDR', '["id"]', 'open', 'ID',
  true, n %% 9, n %% 9 * 4, n %% 9, CASE WHEN n %% 9 = 0 THEN NULL ELSE 4 END, c.ids[1 + n %% 20], r.codes[1 + n %% 514]
FROM people JOIN (SELECT n AS t, title, description FROM texts) t ON t = 1 + n %% %(pool)s,
(SELECT array_agg(id) AS ids FROM accounts_category WHERE slug LIKE 'bench-%%') c,
(SELECT array_agg(code) AS codes FROM accounts_region WHERE code LIKE 'b%%.%%') r
WHERE n > %(clients)s;
INSERT INTO accounts_freelancerprofile_skills (freelancerprofile_id, skill_id)
SELECT DISTINCT f.id, s.ids[least(floor(exp(random() * ln(%(skills)s + 1)))::int, %(skills)s)]
FROM accounts_freelancerprofile f, generate_series(1, 3),
(SELECT array_agg(id ORDER BY id) AS ids FROM accounts_skill WHERE slug LIKE 'bench-%%') s;
INSERT INTO projects_knownword (text, uses) SELECT word, 20000 / rank + 1 FROM vocabulary
ON CONFLICT DO NOTHING
;

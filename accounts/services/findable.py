"""The words by which freelancers are found, kept beside their profiles."""

from collections.abc import Sequence

from django.db import connection, transaction

from accounts.models import Category, KnownWord, Skill
from core.search.typos import learn
from core.search.words import synonyms

# One statement for one profile as for all; only rows that change are written.
KEEP = """
UPDATE accounts_freelancerprofile kept
SET name_words = said.name, skill_words = said.skills, shown_words = said.shown
FROM (
  SELECT profile.id, person.name,
    coalesce((
      SELECT string_agg(concat_ws(' ', skill.name_en, skill.name_id, (
        SELECT string_agg(alias, ' ') FROM jsonb_array_elements_text(skill.aliases) alias
      )), ' ' ORDER BY skill.id)
      FROM accounts_freelancerprofile_skills has JOIN accounts_skill skill ON skill.id = skill_id
      WHERE has.freelancerprofile_id = profile.id), '') AS skills,
    concat_ws(' ',
      (SELECT string_agg(item.title, ' ' ORDER BY item.id)
       FROM accounts_portfolioitem item WHERE item.profile_id = profile.id),
      (SELECT concat_ws(' ', regexp_replace(home.name, '^(Kabupaten|Kota)( Administrasi)? ', ''),
                        province.name)
       FROM accounts_region home
       LEFT JOIN accounts_region province ON province.code = home.province_id
       WHERE home.code = profile.region_id)) AS shown
  FROM accounts_freelancerprofile profile JOIN accounts_user person ON person.id = user_id
  WHERE {which}
) said
WHERE kept.id = said.id AND (kept.name_words, kept.skill_words, kept.shown_words)
  IS DISTINCT FROM (said.name, said.skills, said.shown)
"""
_COUNT = """
SELECT to_tsvector('simple', projects_plain(
  name_words || ' ' || headline || ' ' || skill_words || ' ' || shown_words))
FROM accounts_freelancerprofile WHERE is_listed AND headline <> ''
"""


@transaction.atomic
def keep_words(*, users: Sequence[int]) -> None:
    """Write down anew by which words these people are found; safe to repeat."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP.format(which="profile.user_id = ANY(%s)"), [list(users)])


@transaction.atomic
def keep_all_words() -> int:
    """The same for everybody, after skills have got other names; answers how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP.format(which="true"))
        return int(cursor.rowcount)


@transaction.atomic
def learn_words() -> int:
    """Count the words of listed profiles and of skills anew; return how many are known.

    First it mends what was changed past the services, as an operator may in the admin. Searches
    that find nobody are mended by these words. May run at any time, also twice.
    """
    keep_all_words()
    return learn(KnownWord, _COUNT, always_known())


def always_known() -> list[str]:
    """The words of skills, of kinds of work and of the synonyms."""
    texts = [*synonyms()]
    for model in (Skill, Category):
        for names in model.objects.values_list("name_en", "name_id"):
            texts += names
    for aliases in Skill.objects.values_list("aliases", flat=True):
        texts += aliases
    return texts

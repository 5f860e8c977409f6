"""The words that a search knows how to spell."""

from django.db import connection, transaction

from accounts.models import Category, Skill
from core.search.words import synonyms

_SHORTEST = 3
_COUNT = r"""
INSERT INTO projects_knownword (text, uses)
SELECT word, sum(nentry) FROM (
  SELECT word, nentry FROM ts_stat($$
    SELECT to_tsvector('simple', projects_plain(title || ' ' || skill_words))
    FROM projects_project WHERE state = 'open' $$)
  WHERE word ~ '^[[:alpha:]]{3,40}$'
  UNION ALL SELECT known, 1 FROM unnest(%s::text[]) known
) counted GROUP BY word
"""


@transaction.atomic
def learn_words() -> int:
    """Count the words of open postings and of skills anew; return how many are known.

    Searches that find nothing are mended by these words. May run at any time, also twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM projects_knownword")
        cursor.execute(_COUNT, [_always_known()])
        return int(cursor.rowcount)


def _always_known() -> list[str]:
    texts = [*synonyms()]
    for model in (Skill, Category):
        for names in model.objects.values_list("name_en", "name_id"):
            texts += names
    for aliases in Skill.objects.values_list("aliases", flat=True):
        texts += aliases
    words = {word for text in texts for word in text.lower().split()}
    return sorted(word for word in words if len(word) >= _SHORTEST and word.isalpha())

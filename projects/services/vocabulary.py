"""The words that a search of projects knows how to spell."""

from django.db import transaction

from accounts.services.findable import always_known
from core.search.typos import learn
from projects.models import KnownWord

_COUNT = """
SELECT to_tsvector('simple', projects_plain(title || ' ' || skill_words))
FROM projects_project WHERE state = 'open'
"""


@transaction.atomic
def learn_words() -> int:
    """Count the words of open postings and of skills anew; return how many are known.

    Searches that find nothing are mended by these words. May run at any time, also twice.
    """
    return learn(KnownWord, _COUNT, always_known())

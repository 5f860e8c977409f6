"""The words that searches know how to spell, at once rather than at the clock's next round."""

from accounts.models import KnownWord as WordOfPeople
from accounts.services import findable
from projects.models import KnownWord as WordOfProjects
from projects.services import vocabulary


def learn_all() -> None:
    """Count the words of both searches anew; safe to repeat."""
    findable.learn_words()
    vocabulary.learn_words()


def learn_first() -> None:
    """The same where a search knows no word yet, as in a new database."""
    if not (WordOfPeople.objects.exists() and WordOfProjects.objects.exists()):
        learn_all()

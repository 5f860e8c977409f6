"""Names that rarely change are asked for once in a few seconds."""

import pytest

from accounts.search.named import rows_of, skill_of
from core.memory import Memory
from tests.factories.accounts import make_category, make_skill


class Asked:
    """Answers with the keys doubled, and notes what was asked for; what is below zero is gone."""

    def __init__(self):
        self.keys = []

    def __call__(self, keys):
        self.keys.append(sorted(keys))
        return {key: 2 * key for key in keys if key >= 0}


def test_only_what_is_not_known_is_asked_for(settings):
    settings.NAMES_KEPT_FOR = 600
    memory, ask = Memory(), Asked()

    assert memory.of([1, 2, -1, 1], ask) == {1: 2, 2: 4}
    assert memory.of([2, 3, -1], ask) == {2: 4, 3: 6}
    assert memory.of([], ask) == {}
    assert ask.keys == [[-1, 1, 2], [3]]

    memory.forget()
    assert memory.of([1], ask) == {1: 2}
    assert ask.keys[2:] == [[1]]

    Memory.forget_all()
    assert memory.of([1], ask) == {1: 2}
    assert ask.keys[3:] == [[1]]


def test_nothing_is_kept_beyond_its_time(settings):
    settings.NAMES_KEPT_FOR = 0
    memory, ask = Memory(), Asked()
    memory.of([1], ask)
    memory.of([1], ask)

    assert ask.keys == [[1], [1]]


@pytest.mark.django_db
def test_names_are_asked_for_together_and_once(settings, django_assert_num_queries):
    settings.NAMES_KEPT_FOR = 600
    category = make_category("design")
    skill = make_skill("logo")
    assert skill_of("logo") == skill.pk
    assert skill_of("none") == 0
    with django_assert_num_queries(1):
        named = rows_of(categories=[category.pk], skills=[skill.pk], regions=["99"], skill="logo")
        assert named.categories == {category.pk: category}
        assert named.skills == {skill.pk: skill}
        assert named.regions == {}
    with django_assert_num_queries(0):
        rows_of(categories=[category.pk], skills=[skill.pk], regions=["99"], skill="none")

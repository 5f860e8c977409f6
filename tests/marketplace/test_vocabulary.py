"""Searches can spell from the first start on, not only after the clock's first hour."""

import pytest

from accounts.models import KnownWord as WordOfPeople
from marketplace.management.commands import prepare
from marketplace.vocabulary import learn_first
from projects.models import KnownWord
from tests.factories.projects import open_project

pytestmark = pytest.mark.django_db


def test_a_new_database_knows_words_before_it_serves(clara, now, monkeypatch, settings):
    settings.DEMO = False
    settings.DEBUG = True
    for name in ("compile_stale", "call_command"):
        monkeypatch.setattr(prepare, name, lambda *_args, **_options: None)
    open_project(by=clara, now=now, title="Gravestones")
    prepare.Command().handle()
    assert KnownWord.objects.filter(text="gravestones").exists()
    assert WordOfPeople.objects.filter(text="design").exists()


def test_words_that_are_there_are_left_to_the_clock(clara, now):
    learn_first()
    open_project(by=clara, now=now, title="Gravestones")
    learn_first()
    assert not KnownWord.objects.filter(text="gravestones").exists()

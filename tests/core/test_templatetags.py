"""The words of the design system."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import lucide
import pytest
import time_machine
from django import forms
from django.conf import settings
from django.template import Context, RequestContext, Template
from django.utils import timezone, translation

from core.forms import MoneyField
from core.money import Money

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def shown(source: str, **context: Any) -> str:
    return Template(source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("en", "Asia/Jakarta", "24 Nov 2026, 19:00 WIB"),
        ("id", "Asia/Jakarta", "24 Nov 2026, 19.00 WIB"),
        ("en", "Asia/Makassar", "24 Nov 2026, 20:00 WITA"),
        ("en", "Asia/Jayapura", "24 Nov 2026, 21:00 WIT"),
        ("en", "Europe/Berlin", "24 Nov 2026, 13:00 CET"),
    ],
)
def test_when_names_the_zone(language: str, zone: str, words: str) -> None:
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        assert f">{words}</time>" in shown("{% when at %}", at=AT)


@pytest.mark.parametrize(
    ("left", "en", "id_"),
    [
        (timedelta(days=14), "14 days left", "tinggal 14 hari"),
        (timedelta(days=7), "7 days left", "tinggal 7 hari"),
        (timedelta(days=7, seconds=-20), "7 days left", "tinggal 7 hari"),
        (timedelta(days=6, hours=11), "6 days left", "tinggal 6 hari"),
        (timedelta(days=2, seconds=-1), "2 days left", "tinggal 2 hari"),
        (timedelta(hours=47), "47 hours left", "tinggal 47 jam"),
        (timedelta(hours=1, seconds=-1), "59 minutes left", "tinggal 59 menit"),
        (timedelta(hours=2, seconds=-1), "1 hour left", "tinggal 1 jam"),
        (timedelta(seconds=5), "1 minute left", "tinggal 1 menit"),
    ],
)
def test_who_sets_seven_days_reads_seven_and_hours_are_never_too_many(
    left: timedelta, en: str, id_: str
) -> None:
    with time_machine.travel(AT - left, tick=False):
        page = shown('{% when at "left" %}', at=AT)
        assert f' data-over="time is up" data-left="{{}} left">{en}</time>' in page
        with translation.override("id"):
            page = shown('{% when at "left" %}', at=AT)
    assert f' data-left="tinggal {{}}">{id_}</time>' in page


def test_when_says_that_the_time_is_up_and_how_long_ago() -> None:
    with time_machine.travel(datetime(2026, 11, 25, tzinfo=UTC)):
        assert ">time is up</time>" in shown('{% when at "left" %}', at=AT)
        assert ">12\xa0hours ago</time>" in shown('{% when at "ago" %}', at=AT)


def test_money_never_breaks() -> None:
    assert (
        shown("{% money m %}", m=Money(150_000_000, "IDR"))
        == '<span class="money">Rp1,500,000</span>'
    )
    assert shown("{% money m %}", m=None) == "—"


def test_an_unknown_icon_is_a_circle_and_text_is_escaped() -> None:
    assert "<circle" in shown('{% icon "no-such-icon" %}')
    assert 'aria-label="&lt;b&gt;"' in shown("{% icon 'star' label %}", label="<b>")


@pytest.mark.parametrize(
    ("state", "colour"),
    [
        ("held", "good"),
        ("submitted", "wait"),
        ("disputed", "bad"),
        ("refunded", "info"),
        ("draft", "neutral"),
    ],
)
def test_states_have_a_tone(state: str, colour: str) -> None:
    thing = SimpleNamespace(state=state, get_state_display="Words")

    page = shown("{{ thing.state|tone }}", thing=thing)
    assert page == colour


class WishForm(forms.Form):
    budget = MoneyField(help_text="In rupiah.")
    note = forms.CharField(required=False, widget=forms.Textarea)
    level = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agree = forms.BooleanField()


def test_a_form_ties_labels_help_and_errors_to_the_input() -> None:
    page = str(WishForm(data={"budget": "<b>", "level": "c"}))

    assert 'aria-describedby="id_budget_helptext id_budget_error"' in page
    assert 'id="id_budget_error"' in page
    assert 'aria-invalid="true"' in page
    assert '<span aria-hidden="true">Rp</span>' in page
    assert 'href="#id_budget"' in page
    assert 'href="#id_level_0"' in page
    assert 'role="alert"' in page
    assert "(optional)" in page
    assert "<b>" not in page.replace("&lt;b&gt;", "")


def test_a_form_without_errors_has_no_summary() -> None:
    assert 'role="alert"' not in str(WishForm())


def test_wrapped_leaves_nothing_out_of_nothing() -> None:
    assert shown('{% wrapped "aside" "x" %}  {% endwrapped %}') == ""
    assert shown('{% wrapped "aside" "x" %}a{% endwrapped %}') == '<aside class="x">a</aside>'


def test_every_icon_that_a_template_names_exists() -> None:
    named = re.compile(r"""(?:\{% icon |<c-icon name=|(?<!:)icon=|glyph=)["']([a-z0-9-]+)["']""")
    pages = (settings.BASE_DIR / "templates").rglob("*.html")
    names = {name for page in pages for name in named.findall(page.read_text())}

    assert "bell" in names
    assert not {name for name in names if not _exists(name)}


def _exists(name: str) -> bool:
    try:
        lucide._render_icon(name, 20)
    except lucide.IconDoesNotExist:
        return False
    return True


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/fees/", '<li><a href="/fees/" aria-current="page">Fees &amp; more</a></li>'),
        ("/help/", '<li><a href="/fees/">Fees &amp; more</a></li>'),
    ],
)
def test_a_link_of_the_layout_says_where_one_is(rf, path, expected):
    page = Template('{% load menus %}{% nav_link "fees" text %}')
    assert page.render(RequestContext(rf.get(path), {"text": "Fees & more"})) == expected


def test_links_to_pages_that_are_not_here_are_left_out():
    page = Template(
        '{% load menus %}{% nav_link "nowhere" "A" %}{% menu_link "nowhere" "house" "B" %}'
        '{% menu_link "help" "house" text %}'
    )
    said = page.render(Context({"text": "<Help>"}))
    assert said.startswith('<a href="/help/"><svg')
    assert said.endswith("</svg>&lt;Help&gt;</a>")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Clara Wijaya", "CW"), ("Farid", "F"), ("Tom O'Neil <b>", "TO"), ("I Made (Ari)", "IM")],
)
def test_initials_are_letters(name: str, letters: str) -> None:
    assert shown("{{ name|initials }}", name=name) == letters

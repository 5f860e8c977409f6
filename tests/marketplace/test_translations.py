"""Every sentence has its Indonesian, and the tools that watch over it work."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from marketplace.translations import LOCALE, ROOT, collect, compile_stale, untranslated, update


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A small house with one page and one module."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app/views.py").write_text(
        'from django.utils.translation import gettext as _\n_("Halo %(name)s")\n'
        "ngettext('%(n)d cup', '%(n)d cups', 2)\n"
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text(
        '    <p>{% translate "Good morning" %}</p>\n'
        "  {% blocktranslate trimmed with a=b %}\n   Dear {{ a }},\n  welcome"
        "{% endblocktranslate %}"
    )
    monkeypatch.setattr("marketplace.translations.collect", lambda: collect(tmp_path))
    return tmp_path


def translate(po: Path, **words: str) -> None:
    text = po.read_text()
    for given, wanted in words.items():
        source = {"halo": "Halo %(name)s", "morning": "Good morning"}[given]
        text = text.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{wanted}"')
    po.write_text(text)


def test_sentences_of_modules_and_pages_are_found(house):
    ids = {m.id if isinstance(m.id, str) else m.id[0] for m in collect(house) if m.id}
    assert ids == {"Halo %(name)s", "%(n)d cup", "Good morning", "Dear %(a)s, welcome"}


def test_a_catalog_begins_with_everything_missing(house):
    folder = house / "locale"
    update(folder)
    assert len(untranslated(folder)) == 4


def test_faults_are_told_apart(house):
    folder = house / "locale"
    update(folder)
    po = folder / "id/LC_MESSAGES/django.po"
    translate(po, halo="Halo %(nama)s", morning="Selamat pagi")
    assert [f for f in untranslated(folder) if "Good morning" in f] == []
    assert "id: strange placeholder: 'Halo %(name)s'" in untranslated(folder)
    translate(po)
    po.write_text(po.read_text().replace("Halo %(nama)s", "Halo"))
    assert "id: lost placeholder: 'Halo %(name)s'" in untranslated(folder)


def test_an_update_keeps_what_is_translated_and_forgets_what_is_gone(house):
    folder = house / "locale"
    update(folder)
    po = folder / "id/LC_MESSAGES/django.po"
    translate(po, morning="Selamat pagi", halo="Halo %(name)s")
    (house / "app/views.py").write_text("")
    update(folder)
    with po.open("rb") as source:
        catalog = read_po(source, locale="id")
    assert catalog["Good morning"].string == "Selamat pagi"
    assert "Halo" not in po.read_text()
    assert "POT-Creation-Date" not in po.read_text()


def test_only_what_changed_is_compiled(house):
    folder = house / "locale"
    update(folder)
    assert [mo.name for mo in compile_stale(folder)] == ["django.mo"]
    assert compile_stale(folder) == []


def test_everything_is_translated():
    assert untranslated() == []


def test_people_speak_of_themselves_by_one_word():
    """What somebody agrees to or asks for says “saya”, never “aku” or “-ku”."""
    texts = [LOCALE / "id/LC_MESSAGES/django.po", *(ROOT / "templates").rglob("*.id.html")]
    own = re.compile(r"\baku\b|\b(?:identitas|pencairan|akun|uang|profil)ku\b", re.IGNORECASE)
    assert [own.findall(text.read_text()) for text in texts] == [[] for _text in texts]

"""One stylesheet and one script, always whole."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from core.bundles import PARTS, build, join_scripts, join_styles


def test_staticfiles_finds_the_joined_files() -> None:
    for name in PARTS:
        assert finders.find(name) == str(build(name))


def test_styles_begin_with_the_order_of_layers_and_hold_every_part() -> None:
    text = build("css/karya.css").read_text()

    assert text.startswith("@layer reset, tokens, base, components, pages, utilities;")
    assert "/*" not in text
    for selector in (".button", ".deadline", ".money-bar", ".visually-hidden", "--paper"):
        assert selector in text


def test_collectstatic_sees_them(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    found = {name for finder in finders.get_finders() for name, _storage in finder.list(None)}

    assert set(PARTS) <= found


def test_styles_are_squeezed_without_harm(tmp_path: Path) -> None:
    part = tmp_path / "a.css"
    part.write_text(
        "/* why */\n@layer x {\n  .a > .b,\n  .c {\n    margin: calc(1px + 2px) -1px;\n  }\n}\n"
    )

    assert join_styles([part]).endswith("@layer x{.a>.b,.c{margin: calc(1px + 2px) -1px;}}\n")


def test_scripts_do_not_share_names(tmp_path: Path) -> None:
    for name in ("a.js", "b.js"):
        (tmp_path / name).write_text("const same = 1;\n")

    assert join_scripts(sorted(tmp_path.glob("*.js"))).count("{const same=1;}") == 2


def test_a_script_that_fails_does_not_stop_the_next(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("fail();\n")
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "words.js").write_text("const word = 1;\n")

    joined = join_scripts([shared / "words.js", tmp_path / "a.js"])
    assert joined == ('"use strict";\nconst word=1;\ntry{fail();}catch(e){console.error(e)}\n')


def test_the_script_of_every_page_stays_small() -> None:
    assert build("js/karya.js").stat().st_size <= 20_480

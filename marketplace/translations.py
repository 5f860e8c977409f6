"""Translations without the gettext tools: collected, kept in locale/*.po, compiled, by Babel alone.

python -m marketplace.translations            compiles what has changed
python -m marketplace.translations update     brings new sentences into locale/*.po
python -m marketplace.translations check      lists what is not translated
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
TRANSLATED = {"id": "nplurals=1; plural=0;"}  # English is what the sources say
SKIPPED = {".venv", "var", "tests", "bench", "node_modules", "migrations", "locale", "static"}
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CHATTER = (  # changes with every run and tells nobody anything
    b'"Project-Id-Version',
    b'"Report-Msgid-Bugs-To',
    b'"POT-Creation-Date',
    b'"PO-Revision-Date',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Generated-By',
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w+}")


def compile_stale(folder: Path = LOCALE) -> list[Path]:
    """Write the .mo beside each .po that has changed; returns those written."""
    written = []
    for po in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        draft = mo.with_suffix(".part")
        with draft.open("wb") as target:
            write_mo(target, _read(po))
        draft.replace(mo)
        written.append(mo)
    return written


def collect(root: Path = ROOT) -> Catalog:
    """Every sentence that the sources want translated, with the places it is said."""
    catalog = Catalog(project="Karya", charset="utf-8", fuzzy=False)
    for file in _sources(root):
        place = str(file.relative_to(root))
        for line, words, _comments, context in extract("python", _as_python(file), KEYWORDS):
            catalog.add(words, context=context, locations=[(place, line)])
    return catalog


def update(folder: Path = LOCALE) -> None:
    """Bring each .po up to date: new sentences untranslated, unused ones gone."""
    template = collect()
    for language in TRANSLATED:
        po = folder / language / "LC_MESSAGES" / "django.po"
        catalog = _read(po if po.exists() else _begin(po, language))
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        written = io.BytesIO()
        write_po(written, catalog, width=100, sort_output=True, include_lineno=False)
        lines = written.getvalue().splitlines(keepends=True)
        po.write_bytes(b"".join(line for line in lines if not line.startswith(CHATTER)))


def untranslated(folder: Path = LOCALE) -> list[str]:
    """What is missing, unsure, or has lost a placeholder: one line each, empty when complete."""
    faults = []
    wanted = collect()
    for language in TRANSLATED:
        po = folder / language / "LC_MESSAGES" / "django.po"
        catalog = _read(po) if po.exists() else Catalog(locale=language)
        for message in wanted:
            if message.id:
                known = catalog.get(message.id, message.context)
                faults += [f"{language}: {fault}" for fault in _faults(message, known)]
    return faults


def _faults(message: Message, known: Message | None) -> Iterator[str]:
    ids = _ids(message)
    place = message.locations[0][0] if message.locations else ""
    strings = () if known is None else _strings(known)
    if not strings or not all(strings):
        yield f"not translated: {ids[0]!r} ({place})"
    elif known is not None and known.fuzzy:
        yield f"unsure: {ids[0]!r}"
    else:
        wanted = set(PLACEHOLDER.findall("".join(ids)))
        if any(set(PLACEHOLDER.findall(string)) - wanted for string in strings):
            yield f"strange placeholder: {ids[0]!r}"
        if len(ids) == 1 and set(PLACEHOLDER.findall(strings[0])) != wanted:
            yield f"lost placeholder: {ids[0]!r}"


def _strings(message: Message) -> tuple[str, ...]:
    given = message.string if isinstance(message.string, tuple) else (message.string,)
    return tuple(str(string or "") for string in given)


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


def _sources(root: Path) -> Iterator[Path]:
    for file in sorted(root.rglob("*")):
        if not SKIPPED & set(file.relative_to(root).parts) and (
            file.suffix == ".py" or (file.suffix in (".html", ".txt") and "templates" in file.parts)
        ):
            yield file


def _as_python(file: Path) -> io.BytesIO:
    """Templates become what Django's own extraction makes of them, one statement a line."""
    text = file.read_text()
    if file.suffix != ".py":
        lines = templatize(text, origin=str(file)).splitlines()
        text = "\n".join(line.strip() for line in lines)
    return io.BytesIO(text.encode())


def _begin(po: Path, language: str) -> Path:
    po.parent.mkdir(parents=True, exist_ok=True)
    headers = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": TRANSLATED[language],
    }
    lines = [f'"{name}: {value}\\n"\n' for name, value in headers.items()]
    po.write_text('msgid ""\nmsgstr ""\n' + "".join(lines))
    return po


def _read(po: Path) -> Catalog:
    with po.open("rb") as source:
        return read_po(source, locale=po.parent.parent.name, domain=po.stem)


def main(words: list[str]) -> int:
    """The command line; `check` fails where something is missing."""
    if words == ["update"]:
        update()
    faults = untranslated() if words == ["check"] else []
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    compile_stale()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""One stylesheet and one script for every page, put together from small files.

Two more scripts serve the few pages that need them. `css/karya.css` and `js/*.js` are no files of
the repository: this finder joins the parts below `static/` whenever one of them is newer, so that
the server in development and `collectstatic` both see one ordinary static file. Nobody has to run
anything, and nothing built is committed.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from rjsmin import jsmin

LAYERS = "@layer reset, tokens, base, components, pages, utilities;"
PARTS = {
    "css/karya.css": (
        "css/reset.css",
        "css/tokens.css",
        "css/base.css",
        "css/components/*.css",
        "css/pages/*.css",
        "css/utilities.css",
    ),
    "js/karya.js": ("js/shared/*.js", "js/modules/*.js"),
    "js/desk.js": ("js/desk/*.js",),  # for staff
    "js/passkey.js": ("js/passkey/*.js",),  # where people sign in
}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,>]) ?")


class BundleFinder(BaseFinder):
    """Offers the joined files to Django's staticfiles and to whitenoise."""

    def check(self, **kwargs: Any) -> list[Any]:  # noqa: ARG002
        return []

    def find(
        self,
        path: str,
        find_all: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,  # noqa: ARG002
    ) -> Any:
        if path not in PARTS:
            return []
        built = str(build(path))
        return [built] if find_all else built

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:  # noqa: ARG002
        for name in PARTS:
            build(name)
            yield name, FileSystemStorage(location=_folder())


def build(name: str) -> Path:
    """The joined file, made anew if a part has changed since."""
    target = _folder() / name
    parts = [part for pattern in PARTS[name] for part in sorted(_source().glob(pattern))]
    text = join_styles(parts) if name.endswith(".css") else join_scripts(parts)
    if not target.exists() or target.read_text() != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=target.parent, delete=False) as draft:
            draft.write(text)
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(target)
    return target


def join_styles(parts: Iterable[Path]) -> str:
    """The order of the layers first, then every part without comments and spare white space."""
    text = _COMMENT.sub("", "".join(part.read_text() for part in parts))
    return LAYERS + _AROUND.sub(r"\1", _SPACE.sub(" ", text)).strip() + "\n"


def join_scripts(parts: Iterable[Path]) -> str:
    """Every part without comments, in a block of its own: no names meet, no error stops the next.

    What the parts share comes first and bare.
    """
    return '"use strict";\n' + "".join(_block(part) for part in parts)


def _block(part: Path) -> str:
    script = jsmin(part.read_text())
    bare = part.parent.name == "shared"
    return f"{script}\n" if bare else f"try{{{script}}}catch(e){{console.error(e)}}\n"


def _source() -> Path:
    return Path(settings.BASE_DIR) / "static"


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "bundles"

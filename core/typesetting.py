"""PDF and pictures by Typst: a layout of ours and words on it, set as text, never as markup.

The same words give the same bytes: fonts and time stamp are fixed. What those fonts lack is set
with fonts of the machine, and if these lack it too, without the promise of PDF/UA.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst


def pdf_of(layout: Path, sheet: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """Tagged PDF (PDF/UA-1); the layout reads `sheet` as JSON from `sys.inputs.sheet`."""
    words = json.dumps(sheet)
    try:
        return _set(layout, words, made_at, pdf_standards=["ua-1"], ignore_system_fonts=True)
    except typst.TypstError:  # a letter that the built-in fonts lack
        pass
    try:
        return _set(layout, words, made_at, pdf_standards=["ua-1"])
    except typst.TypstError:  # nor has the machine a font for it
        return _set(layout, words, made_at)


def png_of(layout: Path, sheet: Mapping[str, Any]) -> bytes:
    """The one page of a layout as a picture, a pixel for each of its points; `sheet` as above."""
    made: bytes = typst.compile(
        layout.read_bytes(), format="png", ppi=72, sys_inputs={"sheet": json.dumps(sheet)}
    )
    return made


def _set(layout: Path, words: str, made_at: datetime, **options: Any) -> bytes:
    made: bytes = typst.compile(
        layout.read_bytes(),
        format="pdf",
        sys_inputs={"sheet": words},
        timestamp=int(made_at.timestamp()),
        **options,
    )
    return made

"""Text on paper: which font has a letter, how wide it is, where a line breaks."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from desktop.domain.exports.bidi import visual
from desktop.domain.exports.paper import BOLD, REGULAR, Run

MISSING = "\u25a1"
MOST_KNOWN = 20_000
Line = list[tuple[str, str, float]]
"""Runs as (font, text, width in thousandths of the size)."""


_BUNDLED = (
    (REGULAR, "Inter-Regular.ttf"),
    (BOLD, "Inter-SemiBold.ttf"),
)
_OTHERS = (("DejaVu", "DejaVuSans.ttf"), ("Droid", "DroidSansFallbackFull.ttf"))
"""For letters that those lack; large, and read only when such a letter comes."""

_SYSTEM = (
    "NotoSansKR-Regular.ttf",
    "NanumGothic.ttf",
    "malgun.ttf",
    "AppleGothic.ttf",
    "UnBatang.ttf",
    "NotoSansThai-Regular.ttf",
    "LeelawUI.ttf",
    "tahoma.ttf",
    "Loma.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansBengali-Regular.ttf",
    "NotoSansTamil-Regular.ttf",
    "NotoSansTelugu-Regular.ttf",
    "NotoSansGujarati-Regular.ttf",
    "NotoSansGurmukhi-Regular.ttf",
    "NotoSansKannada-Regular.ttf",
    "NotoSansMalayalam-Regular.ttf",
    "NotoSansSinhala-Regular.ttf",
    "NotoSansEthiopic-Regular.ttf",
    "NotoSansKhmer-Regular.ttf",
    "NotoSansLao-Regular.ttf",
    "NotoSansMyanmar-Regular.ttf",
    "Nirmala.ttf",
    "Lohit-Devanagari.ttf",
    "FreeSans.ttf",
    "Arial Unicode.ttf",
    "arialuni.ttf",
    "unifont.ttf",
)
"""TrueType fonts of operating systems for scripts that the bundled ones lack, asked in this order."""

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
_lock = threading.Lock()


class Type:
    """The fonts of this process. One is made for a folder of bundled fonts, see `type_of`."""

    def __init__(self, folder: Path) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        self._make: Any = TTFont
        self._metrics: Any = pdfmetrics
        self._widths: dict[str, dict[int, float]] = {}
        for name, file in _BUNDLED:
            self._add(name, folder / file)
        self._folder = folder
        self._by_char: dict[tuple[str, str], str] = {}
        self._others: list[str] | None = None
        self._system: list[str] | None = None
        self._known: dict[tuple[str, str], Line] = {}

    def runs(self, text: str, font: str) -> Line:
        """The text as it is drawn from left to right, cut where the font changes, with widths.

        Remembered, as the same words come again and again.
        """
        known = self._known.get((text, font))
        if known is None:
            known = [(name, part, self._width(name, part)) for name, part in self._cut(text, font)]
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            self._known[text, font] = known
        return known

    def width(self, text: str, font: str, size: float) -> float:
        return sum(wide for _, _, wide in self.runs(text, font)) * size / 1000

    def _cut(self, text: str, font: str) -> list[Run]:
        text = visual(text)
        own = self._widths[font]
        if all(ord(char) in own for char in text):
            return [(font, text)] if text else []
        found: list[Run] = []
        for char in text:
            name, shown = self._font_of(char, font)
            if found and found[-1][0] == name:
                found[-1] = (name, found[-1][1] + shown)
            else:
                found.append((name, shown))
        return found

    def lines(self, text: str, font: str, size: float, room: float, most: int = 6) -> list[str]:
        """The text broken at spaces, or inside a word that is too long; … where it goes on."""
        found: list[str] = []
        for paragraph in text.splitlines() or [""]:
            line = ""
            for word in self._words(paragraph, font, size, room):
                longer = f"{line} {word}" if line else word
                if self.width(longer, font, size) <= room:
                    line = longer
                else:
                    found.append(line)
                    line = word
            found.append(line)
        if len(found) > most:
            found = [*found[: most - 1], found[most - 1].rstrip(" .") + " …"]
        return found

    def _words(self, text: str, font: str, size: float, room: float) -> Iterable[str]:
        for word in text.split():
            left = word
            while self.width(left, font, size) > room and len(left) > 1:
                count = len(left) - 1
                while count > 1 and self.width(left[:count], font, size) > room:
                    count -= 1
                yield left[:count]
                left = left[count:]
            yield left

    def _width(self, font: str, text: str) -> float:
        widths = self._widths[font]
        return sum(widths.get(ord(char), 500.0) for char in text)

    def _font_of(self, char: str, font: str) -> Run:
        name = self._by_char.get((char, font))
        if name is None:
            name = next(
                (n for n in (font, *self._fallbacks(char)) if ord(char) in self._widths[n]), ""
            )
            self._by_char[char, font] = name
        if name:
            return name, char
        return ("DejaVu", MISSING if char.isprintable() else " ")

    def _fallbacks(self, char: str) -> list[str]:
        if self._others is None:
            for name, file in _OTHERS:
                self._add(name, self._folder / file)
            self._others = [name for name, _ in _OTHERS]
        bundled = self._others
        if any(ord(char) in self._widths[name] for name in bundled) or not char.isprintable():
            return bundled
        if self._system is None:
            self._system = self._found_on_system()
        return [*bundled, *self._system]

    def _found_on_system(self) -> list[str]:
        wanted = {name.lower(): order for order, name in enumerate(_SYSTEM)}
        found: dict[int, Path] = {}
        for folder in _FOLDERS:
            for path in Path(folder).rglob("*.[tT][tT][fF]") if Path(folder).is_dir() else ():
                order = wanted.get(path.name.lower())
                if order is not None:
                    found.setdefault(order, path)
        return [name for _, path in sorted(found.items()) if (name := self._try(path))]

    def _try(self, path: Path) -> str:
        from reportlab.pdfbase.ttfonts import TTFError

        try:
            self._add(path.stem, path)
        except (TTFError, OSError):
            return ""  # not a font that can be put into a file
        return path.stem

    def _add(self, name: str, path: Path) -> None:
        font = self._make(name, str(path))
        self._metrics.registerFont(font)
        self._widths[name] = font.face.charWidths


@cache
def _made(folder: Path) -> Type:
    return Type(folder)


def type_of(folder: Path) -> Type:
    """The fonts of a folder, read once a process; safe from any thread."""
    with _lock:
        return _made(folder)

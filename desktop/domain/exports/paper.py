"""Pages as marks on paper: laid out here, drawn by whoever knows the file format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

REGULAR, BOLD = "Inter", "Inter-SemiBold"
Run = tuple[str, str]
"""A font and the text that is drawn in it."""

A4 = (595.28, 841.89)
LEFT, RIGHT, TOP, BOTTOM = 45.0, 550.0, 796.0, 74.0
INK, SOFT, FAINT, RULE, BAND, TINT = (
    "#15201B",
    "#4A5650",
    "#5F6B65",
    "#DEE4E1",
    "#F4F6F5",
    "#FBF0DB",
)


class Fonts(Protocol):
    """Widths and lines in points."""

    def width(self, text: str, font: str, size: float) -> float: ...

    def lines(self, text: str, font: str, size: float, room: float, most: int = 6) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    text: str
    font: str = REGULAR
    size: float = 8.5
    color: str = INK


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; `y` is its lower edge. A thin one is a rule."""

    x: float
    y: float
    width: float
    height: float
    color: str


@dataclass(slots=True)
class Page:
    marks: list[Text | Box] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Col:
    title: str
    width: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a table; `strong` is for totals."""

    texts: Sequence[str]
    strong: bool = False


class Paper:
    """Puts marks on pages from the top down and begins new pages by itself."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.pages: list[Page] = []
        self.y = 0.0
        self.turn()

    def turn(self) -> None:
        self.pages.append(Page())
        self.y = TOP

    def need(self, height: float) -> bool:
        """Begins a page when there is less room; says whether it did."""
        if self.y - height >= BOTTOM:
            return False
        self.turn()
        return True

    def text(self, text: str, x: float = LEFT, *, dy: float = 0.0, **style: object) -> None:
        self.pages[-1].marks.append(Text(x, self.y + dy, text, **style))  # type: ignore[arg-type]  # fields of Text

    def right(
        self, text: str, x: float, *, dy: float = 0.0, size: float = 8.5, **style: str
    ) -> None:
        font = style.get("font", REGULAR)
        at = x - self.fonts.width(text, font, size)
        self.pages[-1].marks.append(Text(at, self.y + dy, text, size=size, **style))

    def box(self, x: float, width: float, height: float, color: str, *, dy: float = 0.0) -> None:
        self.pages[-1].marks.append(Box(x, self.y + dy, width, height, color))

    def rule(self, *, dy: float = 0.0, color: str = RULE) -> None:
        self.box(LEFT, RIGHT - LEFT, 0.6, color, dy=dy)

    def heading(self, title: str, *, room: float = 60) -> None:
        """A section's title, never alone at the foot of a page."""
        self.y -= 20
        self.need(room)
        self.text(title, font=BOLD, size=11)
        self.y -= 7

    def table(self, columns: Sequence[Col], rows: Iterator[Cells]) -> None:
        """Rows with wrapped cells; the header comes again on every page that the table reaches."""
        self._header(columns)
        for row in rows:
            font = BOLD if row.strong else REGULAR
            wrapped = [
                self.fonts.lines(text, font, 8.5, column.width - 6)
                for text, column in zip(row.texts, columns, strict=True)
            ]
            height = max(len(lines) for lines in wrapped) * 10.4 + 4.2
            if self.need(height):
                self._header(columns)
            if row.strong:
                self.rule(dy=-0.5, color=SOFT)
            self._row(columns, wrapped, font)
            self.y -= height
            self.rule()

    def _header(self, columns: Sequence[Col]) -> None:
        self.y -= 15
        self.box(LEFT, RIGHT - LEFT, 15, BAND)
        x = LEFT
        for column in columns:
            style = {"font": BOLD, "color": SOFT}
            if column.right:
                self.right(column.title, x + column.width - 3, dy=4.5, size=7.5, **style)
            else:
                self.text(column.title, x + 3, dy=4.5, size=7.5, **style)
            x += column.width

    def _row(self, columns: Sequence[Col], wrapped: list[list[str]], font: str) -> None:
        x = LEFT
        for column, lines in zip(columns, wrapped, strict=True):
            for number, line in enumerate(lines):
                dy = -10.4 * (number + 1) + 0.3
                if column.right:
                    self.right(line, x + column.width - 3, dy=dy, font=font)
                else:
                    self.text(line, x + 3, dy=dy, font=font)
            x += column.width

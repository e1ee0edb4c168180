"""People: their initials on a tint of their own, and whether they are there."""

from __future__ import annotations

import zlib
from typing import Literal

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import fonts
from ..theme import theme
from . import paint

translate = QCoreApplication.translate
Presence = Literal["working", "break", "off"]


def initials(name: str) -> str:
    """Of the first and the last word: "Mara Ellison" → ME."""
    words = name.split()
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [name.strip()[:1]]
    return "".join(letters).upper() or "?"


def tint_of(person_id: int) -> int:
    """The same tint for a person on every start and every device that knows the id."""
    return zlib.crc32(str(person_id).encode())


class Avatar(QWidget):
    """24 in tables, 32 elsewhere."""

    def __init__(
        self, name: str, person_id: int, size: int = 32, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._person, self._size = name, person_id, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_person(self, name: str, person_id: int) -> None:
        self._name, self._person = name, person_id
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_avatar(painter, QRectF(self.rect()), self._name, self._person)


def draw_avatar(painter: QPainter, rect: QRectF, name: str, person_id: int) -> None:
    fill, ink = theme.avatar(tint_of(person_id))
    paint.box(painter, rect, rect.width() / 2, fill)
    size = 12 if rect.width() >= 30 * theme.scale else 9
    painter.setFont(fonts.font("caption", weight=600, px=size))
    painter.setPen(ink)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))


class PresenceDot(QWidget):
    """10 wide: full working, half on a break, hollow not in; the words are its name and tooltip."""

    def __init__(self, presence: Presence = "off", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._presence: Presence = presence
        self.set_presence(presence)

    def set_presence(self, presence: Presence) -> None:
        self._presence = presence
        words = {
            "working": translate("Presence", "Working"),
            "break": translate("Presence", "On break"),
            "off": translate("Presence", "Not clocked in"),
        }[presence]
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.px(10)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self._presence == "working":
            paint.box(painter, rect, rect.width() / 2, theme.color("accent"))
            return
        color = theme.color("break" if self._presence == "break" else "border-strong")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(rect.adjusted(1, 1, -1, -1))
        if self._presence == "break":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawPie(rect, 90 * 16, 180 * 16)

"""What a punch lacks and what a day lacks: said in place, never in the way."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ...widgets.button import Button
from ...widgets.chip import Chip
from ...widgets.field import TextLine

translate = QCoreApplication.translate
LONGEST = 255


class MissingRow(QWidget):
    """Chips that say what is missing, and a line for the place. `placed` carries its name."""

    placed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(8)
        self.place = Chip(translate("Clock", "Location missing"), "warning")
        self.photo = Chip(translate("Clock", "Photo missing"), "warning")
        name = translate("Clock", "Where are you?")
        self.line = TextLine(name, name, icon="map-pin", size=36)
        self.line.setMaxLength(LONGEST)
        self.line.returnPressed.connect(self._save)
        self.save = Button(translate("Clock", "Save place"), "soft", 36)
        self.save.clicked.connect(self._save)
        row.addWidget(self.place)
        row.addWidget(self.photo)
        row.addWidget(self.line, 1)
        row.addWidget(self.save)
        self._filler = QWidget()
        row.addWidget(self._filler, 1)
        self.hide()

    def set_missing(self, missing: Collection[str]) -> None:
        """`missing` holds place, photo, both or nothing."""
        place = "place" in missing
        self.place.setVisible(place)
        self.line.setVisible(place)
        self.save.setVisible(place)
        self._filler.setVisible(not place)
        self.photo.setVisible("photo" in missing)
        if not place:
            self.line.clear()
        self.setVisible(bool(missing))

    def stops(self) -> list[QWidget]:
        return [self.line, self.save]

    def _save(self) -> None:
        text = self.line.text().strip()
        if text:
            self.placed.emit(text)


class CautionRow(QWidget):
    """One warning about the day so far, such as a break that is due; nothing to press."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        self.chip = Chip("", "warning")
        row.addWidget(self.chip)
        row.addStretch(1)
        self.hide()

    def set_caution(self, text: str) -> None:
        """Nothing is shown for an empty text."""
        self.chip.set_chip(text)
        self.setVisible(bool(text))

"""What a pomodoro is for: a line of text and tags beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QSize,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from .. import fonts
from ..theme import theme
from . import paint
from .field import Frame
from .icon import Icon

translate = QCoreApplication.translate
MOST = 20
LONGEST = 100


class TagChip(QAbstractButton):
    """A tag, 24 high; a click takes it away."""

    focus_radius = 6

    def __init__(self, tag: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(tag)
        name = translate("TagField", "Remove the tag %1").replace("%1", tag)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        wide = QFontMetricsF(fonts.font("caption", weight=500)).horizontalAdvance(self.text())
        return QSize(round(wide) + theme.px(16), theme.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill = "selected" if self.underMouse() or self.isDown() else "sunken"
        paint.box(painter, self.rect(), theme.radius("tag"), theme.color(fill))
        painter.setFont(fonts.font("caption", weight=500))
        painter.setPen(theme.color("text-2"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class TagField(Frame):
    """Text and tags. Enter or a comma makes the typed text a tag; Backspace in front of nothing
    takes the last one back. `changed` comes after each change by the person.
    """

    changed = Signal()

    def __init__(
        self, name: str, placeholder: str = "", *, size: int = 40, parent: QWidget | None = None
    ) -> None:
        super().__init__(size, parent)
        self._name = name
        self._tags: list[str] = []
        self._fitting = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(13, 0, 12, 0)
        self._row.setSpacing(8)
        self._row.addWidget(Icon("tag", 16, "text-3"))
        self.line = QLineEdit()
        self.line.setProperty("bare", "true")
        self.line.setAccessibleName(name)
        self.line.setToolTip(name)
        self.line.setPlaceholderText(placeholder)
        self.line.setMinimumWidth(theme.px(40))
        self._row.addWidget(self.line, 1)
        self._more = TagChip("")
        self._more.clicked.connect(self.line.setFocus)
        self._row.addWidget(self._more)
        self._more.hide()
        self._chips: list[TagChip] = []
        self._known = QStringListModel(self)
        self._completer = completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        popup = completer.popup()
        if popup is not None:
            popup.setObjectName("completions")
            popup.setMinimumWidth(theme.px(200))  # tags take the line's room, and it would be cut
        self.line.setCompleter(completer)
        completer.activated.connect(self._on_completed, Qt.ConnectionType.QueuedConnection)
        self.line.textEdited.connect(self._on_edited)
        self.line.installEventFilter(self)
        self.setFocusProxy(self.line)
        self._refont()
        theme.changed.connect(self._refont)

    def text(self) -> str:
        return self.line.text().strip()

    def tags(self) -> list[str]:
        return list(self._tags)

    def set_value(self, text: str, tags: Sequence[str]) -> None:
        """Shows another value without saying `changed`; what the person is typing stays."""
        if not self.line.hasFocus() or not self.line.isModified():
            self.line.setText(text)
            self.line.setCursorPosition(0)  # the beginning shows where not all fits
        if list(tags) != self._tags:
            self._tags = list(tags)
            self._rebuild()

    def set_suggestions(self, tags: Sequence[str]) -> None:
        """Past tags, the most used first."""
        self._known.setStringList(list(tags))

    def add_tag(self, tag: str) -> None:
        """Adds one unless it is there already in any case of letters."""
        tag = tag.strip()[:LONGEST]
        known = {each.casefold() for each in self._tags}
        if tag and tag.casefold() not in known and len(self._tags) < MOST:
            self._tags.append(tag)
            self._rebuild()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line:
            if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._key(event)
            if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
                self.update()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._fitting:
            self._fit()

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text():
            self._take(self.line.text())
            return True
        if event.key() == Qt.Key.Key_Backspace and not self.line.text() and self._tags:
            self._tags.pop()
            self._rebuild()
            self.changed.emit()
            return True
        return False

    def _on_edited(self, text: str) -> None:
        if "," in text:
            *whole, rest = text.split(",")
            for tag in whole:
                self.add_tag(tag)
            self.line.setText(rest.lstrip())
        if not self.text():
            # Qt offers everything for nothing, after this; the next click would only close it
            QTimer.singleShot(0, self, self._hide_completions)
        self.changed.emit()

    def _on_completed(self, text: str) -> None:
        self._take(text)

    def _take(self, text: str) -> None:
        self.add_tag(text)
        self.line.clear()
        self._hide_completions()
        self.changed.emit()

    def _hide_completions(self) -> None:
        popup = self._completer.popup()
        if popup is not None and not self.text():
            popup.hide()

    def _remove(self) -> None:
        chip = self.sender()
        if isinstance(chip, TagChip):
            self._tags.remove(chip.text())
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self._rebuild()
            self.changed.emit()

    def _rebuild(self) -> None:
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        before: QWidget = self.line
        for tag in self._tags:
            chip = TagChip(tag)
            chip.clicked.connect(self._remove)
            self._row.insertWidget(self._row.count() - 1, chip)
            self._chips.append(chip)
            # what is made later would otherwise come last in the whole window
            QWidget.setTabOrder(before, chip)
            before = chip
        self._fit()

    def _fit(self) -> None:
        """Fits the tags, once more when showing them made the field wider."""
        self._fitting = True
        wide = self.width()
        self._fit_into(wide)
        if self.width() != wide:
            self._fit_into(self.width())
        self._fitting = False

    def _fit_into(self, width: int) -> None:
        """Shows as many tags as leave its room to the text, or half of all to a long one.

        The others are counted as +2 where that fits too; the tooltip always names them all.
        """
        words = QFontMetricsF(self.line.font()).horizontalAdvance(self.line.text())
        lead = 13 + theme.px(16) + 8 + 12
        room = width - lead - min(words + 8, width / 2)
        used, shown = 0, 0
        for chip in self._chips:
            wide = chip.sizeHint().width() + 8
            fits = shown == self._chips.index(chip) and used + wide <= room
            chip.setVisible(fits)
            if fits:
                used, shown = used + wide, shown + 1
        hidden = self._tags[shown:]
        self._more.setText(f"+{len(hidden)}")
        self._more.setToolTip(", ".join(hidden))
        self._more.setAccessibleName(", ".join(hidden))
        self._more.updateGeometry()
        self._more.setVisible(bool(hidden) and used + self._more.sizeHint().width() + 8 <= room)
        every = ", ".join(self._tags)
        self.line.setToolTip(f"{self.line.accessibleName()}: {every}" if hidden else self._name)
        self.line.setAccessibleDescription(every)

    def _refont(self) -> None:
        self.line.setFont(fonts.font("body"))

"""The top of every page: its title, and what can be found or opened from everywhere."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from . import fonts, icons
from .theme import theme
from .widgets import paint
from .widgets.button import IconButton
from .widgets.label import Label

translate = QCoreApplication.translate
PALETTE_KEY = "Ctrl+K"


def spaced(key: str) -> str:
    """A shortcut as the design prints it: Ctrl K."""
    native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("+", " ") if len(native) > 1 and not native.endswith("+") else native


class SearchBox(QAbstractButton):
    """Looks like a field and opens the palette, where one types."""

    focus_radius = 8

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(translate("Header", "Find or run anything"))
        self.setAccessibleName(self.text())
        self.setToolTip(f"{self.text()}  {spaced(PALETTE_KEY)}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(232), theme.px(36))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill = theme.color("hover" if self.underMouse() else "window")
        paint.box(painter, self.rect(), 8, fill, theme.color("border"))
        side = theme.px(16)
        spot = QRectF(theme.px(13), (self.height() - side) // 2, side, side)
        icons.draw(painter, "search", spot, theme.color("text-3"))
        painter.setFont(fonts.font("small"))
        painter.setPen(theme.color("text-3"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(theme.px(37), 0, 0, 0), middle, self.text())
        self._key_cap(painter, spaced(PALETTE_KEY))

    def _key_cap(self, painter: QPainter, words: str) -> None:
        painter.setFont(fonts.font("caption", weight=500, px=11))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(words) + theme.px(12)
        tall = theme.px(18)
        left = self.width() - theme.px(13) - round(wide)
        cap = QRectF(left, (self.height() - tall) // 2, round(wide), tall)
        fill, line = theme.color("surface"), theme.color("border")
        paint.box(painter, cap, theme.radius("kbd"), fill, line)
        painter.setPen(theme.color("text-2"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, words)


class Bell(IconButton):
    """Opens the notices; a dot says that there are new ones, its name how many."""

    def __init__(self) -> None:
        super().__init__("bell", translate("Header", "Notices"))
        self._unseen = 0

    def set_unseen(self, count: int) -> None:
        self._unseen = count
        name = translate("Header", "Notices")
        if count:
            name = translate("Header", "Notices, %1 new").replace("%1", str(count))
        self.set_name(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unseen:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("danger"))
            side = theme.px(8)
            painter.drawEllipse(self.width() - theme.px(9) - side // 2, theme.px(8), side, side)


class Header(QWidget):
    """Title and subtitle left; search, compact timer and notices right."""

    palette_wanted = Signal()
    compact_wanted = Signal()
    notices_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label("", "title")
        self.subtitle = Label("", "body", "text-2", elide=True)
        self.search = SearchBox()
        self.finder = IconButton("search", self.search.text(), key=PALETTE_KEY)
        self.compact = IconButton(
            "picture-in-picture-2", translate("Header", "Compact timer"), key="Ctrl+Shift+M"
        )
        self.bell = Bell()
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        self._row.addWidget(self.title)
        self._row.addWidget(self.subtitle, 1)
        for control in (self.search, self.finder, self.compact, self.bell):
            self._row.addWidget(control)
        self.search.clicked.connect(self.palette_wanted)
        self.finder.clicked.connect(self.palette_wanted)
        self.compact.clicked.connect(self.compact_wanted)
        self.bell.clicked.connect(self._on_bell)
        self.set_narrow(narrow=False, margin=28)

    def set_page(self, title: str, subtitle: str) -> None:
        self.title.setText(title)
        self.subtitle.setText(subtitle)

    def set_narrow(self, *, narrow: bool, margin: int) -> None:
        """Below 1120 the search box is a button."""
        self.search.setVisible(not narrow)
        self.finder.setVisible(narrow)
        top, bottom = (18, 14) if narrow else (22, 18)
        self._row.setContentsMargins(margin, top, margin, bottom)

    def _on_bell(self) -> None:
        corner = QPoint(self.bell.width(), self.bell.height() + 4)
        self.notices_wanted.emit(self.bell.mapToGlobal(corner))

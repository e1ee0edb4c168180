"""What stands where there is nothing to show, or something failed; and rows that still load."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ..theme import theme
from . import paint
from .button import Button
from .icon import IconTile
from .label import Label

translate = QCoreApplication.translate
CENTRE = Qt.AlignmentFlag.AlignCenter
SKELETON_AFTER_MS = 200


class StateCard(QWidget):
    """Icon tile, what is empty or failed, what will appear or is safe, and one button at most."""

    acted = Signal()

    def __init__(
        self,
        icon: str,
        title: str,
        text: str = "",
        act: str = "",
        *,
        kind: str = "neutral",
        act_icon: str = "",
        framed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._framed = framed
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(0)
        column.addStretch(1)
        self.tile = IconTile(icon, kind)
        column.addWidget(self.tile, 0, CENTRE)
        column.addSpacing(8)
        self.title = Label(title, "body", weight=600, wrap=True)
        self.title.setAlignment(CENTRE)
        column.addWidget(self.title)
        column.addSpacing(3)
        self.text = Label(text, "small", "text-2", wrap=True)
        self.text.setAlignment(CENTRE)
        column.addWidget(self.text)
        column.addSpacing(10)
        self.button = Button(act, "secondary", 28, icon=act_icon, name=act)
        self.button.setVisible(bool(act))
        self.button.clicked.connect(self.acted)
        column.addWidget(self.button, 0, CENTRE)
        column.addStretch(1)
        self.setAccessibleName(f"{title}. {text}")

    @classmethod
    def failed(cls, title: str, text: str = "", *, framed: bool = False) -> StateCard:
        """The red one: what failed, that nothing is lost, Try again."""
        text = text or translate("StateCard", "Your changes are safe on this device.")
        again = translate("StateCard", "Try again")
        return cls(
            "circle-alert", title, text, again, kind="danger", act_icon="refresh-cw", framed=framed
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._framed:
            painter = QPainter(self)
            fill, line = theme.color("surface"), theme.color("border")
            paint.box(painter, self.rect(), theme.radius("card"), fill, line)


class Skeleton(QWidget):
    """Grey rows in place of data. They show only when loading takes longer than 200 ms."""

    def __init__(
        self, rows: int = 4, *, high: int = 40, avatars: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows, self._high, self._avatars, self._due = rows, high, avatars, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate("Skeleton", "Loading"))
        QTimer.singleShot(SKELETON_AFTER_MS, self, self._show)

    def sizeHint(self) -> QSize:
        return QSize(200, self._rows * theme.px(self._high))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._due:
            return
        painter = QPainter(self)
        tall = theme.px(self._high)
        for row in range(self._rows):
            middle, left = row * tall + tall / 2, 20
            if self._avatars:
                paint.dot(painter, left + 12, middle, 12, theme.color("sunken"))
                left += 34
            for x, wide in ((left, 120 + 20 * (row % 3)), (self.width() - 76, 56)):
                bar = QRectF(x, middle - 5, wide, 10)
                paint.box(painter, bar, 5, theme.color("sunken"))

    def _show(self) -> None:
        self._due = True
        self.update()

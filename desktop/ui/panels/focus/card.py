"""The pomodoro as a card: the ring, its controls, what comes next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QWidget

from ...widgets.button import Button
from ...widgets.card import Line
from ...widgets.icon import Icon
from ...widgets.label import Label
from ...widgets.ring import Dots, Ring
from .face import Face
from .model import Shown

translate = QCoreApplication.translate
CENTRE = Qt.AlignmentFlag.AlignHCenter
AIR = ((25, 9), (22, 10), (24, 12), (24, 12), (0, 8))
"""Above ring, dots, buttons and task and under the notice: as drawn, and with a notice to fit in."""


class FocusCard(Face):
    """368 wide as drawn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Ring(), Dots(), button=44, field=40, parent=parent)
        self._title = Label(self.accessibleName(), "heading")
        self.session = Label("", "small", "text-3", tnum=True)
        self.skip = Button(
            translate("Focus", "Skip"), "secondary", 44, icon="skip-forward", key="Ctrl+Shift+P"
        )
        self.skip.clicked.connect(lambda: self.commanded.emit("skip"))
        self._next_icon = Icon("coffee", 16, "text-3")
        self.next = Label("", "small", "text-2", tnum=True)
        self.today = Label("", "small", "text-3", tnum=True)
        self._air = [QSpacerItem(0, wide) for wide, _ in AIR]
        self._arrange()

    def set_digits(self, shown: Shown) -> None:
        self.ring.set_words(shown.digits, shown.caption)

    def set_words(self, shown: Shown) -> None:
        super().set_words(shown)
        if self.main.text() != shown.words:
            self.main.set_act(shown.words, icon=shown.icon)
        self.session.setText(shown.session)
        self.next.setText(shown.next)
        self._next_icon.set_icon(shown.next_icon)
        self.today.setText(shown.today)
        for air, sizes in zip(self._air, AIR, strict=True):
            air.changeSize(0, sizes[bool(shown.gap)])
        self.body.invalidate()

    def _arrange(self) -> None:
        body = self.body
        body.setContentsMargins(25, 21, 25, 18)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.session)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.main.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        buttons.addWidget(self.main, 1)
        buttons.addWidget(self.skip)
        foot = QHBoxLayout()
        foot.setSpacing(7)
        foot.addWidget(self._next_icon)
        foot.addWidget(self.next)
        foot.addStretch(1)
        foot.addWidget(self.today)
        body.addLayout(head)
        above_ring, above_dots, above_buttons, above_task, under_gap = self._air
        body.addItem(above_ring)
        body.addWidget(self.ring, 0, CENTRE)
        body.addItem(above_dots)
        body.addWidget(self.dots, 0, CENTRE)
        body.addItem(above_buttons)
        body.addLayout(buttons)
        body.addItem(above_task)
        body.addWidget(self.task)
        body.addSpacing(8)
        body.addWidget(self.project)
        body.addSpacing(8)
        body.addWidget(self.gap)
        body.addItem(under_gap)
        body.addStretch(1)
        body.addWidget(Line())
        body.addSpacing(16)
        body.addLayout(foot)

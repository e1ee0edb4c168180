"""The pomodoro as a bar of 88 pixels, where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ...theme import theme
from ...widgets.button import IconButton
from ...widgets.ring import Dots, Ring
from ..digits import Digits
from .face import Face
from .model import Shown

translate = QCoreApplication.translate


class FocusBar(Face):
    """Ring, digits over dots, task, project, Start and Skip in one row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Ring(56, 5), Dots(8), button=36, field=36, parent=parent)
        self.digits = Digits("display_s", 26, 30, room="25:00")
        self.skip = IconButton("skip-forward", translate("Focus", "Skip"), key="Ctrl+Shift+P")
        self.skip.clicked.connect(lambda: self.commanded.emit("skip"))
        self._arrange()
        self._settle()
        theme.changed.connect(self._settle)

    def set_digits(self, shown: Shown) -> None:
        self.digits.set_digits(shown.digits)

    def set_words(self, shown: Shown) -> None:
        super().set_words(shown)
        self.main.set_act(shown.short, icon=shown.icon)
        self.main.set_name(shown.words)
        self.digits.setToolTip(f"{shown.caption} · {shown.session}")
        self.digits.setAccessibleName(f"{shown.caption}, {shown.session}")

    def _settle(self) -> None:
        # the ring's own height is the bar's
        self.setMinimumHeight(theme.px(56) + 32)

    def _arrange(self) -> None:
        self.body.setContentsMargins(21, 16, 21, 16)
        self.body.setSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(14)
        time = QVBoxLayout()
        time.setSpacing(6)
        time.addStretch(1)
        time.addWidget(self.digits)
        time.addWidget(self.dots)
        time.addStretch(1)
        row.addWidget(self.ring)
        row.addLayout(time)
        row.addWidget(self.task, 1)
        self.project.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row.addWidget(self.project)
        row.addWidget(self.main)
        row.addWidget(self.skip)
        self.body.addLayout(row)
        self.body.addWidget(self.gap)

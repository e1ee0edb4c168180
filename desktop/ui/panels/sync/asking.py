"""A question before something that cannot be undone; the safe answer has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ...widgets.button import Button
from ...widgets.label import Label
from ...widgets.sheet import Sheet

translate = QCoreApplication.translate


class Asking(Sheet):
    """`agreed` comes when the person does it."""

    agreed = Signal()

    def __init__(self, window: QWidget, title: str, text: str, act: str) -> None:
        super().__init__(window, title, width=440)
        self.body.addWidget(Label(title, "heading"))
        self.body.addSpacing(8)
        self.body.addWidget(Label(text, "body", "text-2", wrap=True))
        self.body.addSpacing(20)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.stay = Button(translate("Sync", "Keep"), "secondary")
        self.stay.clicked.connect(self.dismiss)
        self.do = Button(act, "destroy")
        self.do.clicked.connect(self._on_agreed)
        row.addWidget(self.stay)
        row.addWidget(self.do)
        self.body.addLayout(row)

    def _on_agreed(self) -> None:
        self.dismiss()
        self.agreed.emit()

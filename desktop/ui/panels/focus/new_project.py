"""Making a project where one is chosen: only its name is asked, the rest has time."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ...widgets.button import Button
from ...widgets.field import Field
from ...widgets.label import Label
from ...widgets.sheet import Sheet

translate = QCoreApplication.translate
LONGEST = 100


class NewProject(Sheet):
    """Enter or the button adds it, Esc leaves. `named` carries the name."""

    named = Signal(str)

    def __init__(self, window: QWidget) -> None:
        title = translate("Focus", "New project")
        super().__init__(window, title, width=440)
        self.field = Field(translate("Focus", "Name"))
        self.field.line.setMaxLength(LONGEST)
        self.field.line.returnPressed.connect(self._add)
        self.add = Button(translate("Focus", "Add project"), "primary")
        self.add.clicked.connect(self._add)
        cancel = Button(translate("Focus", "Cancel"), "ghost")
        cancel.clicked.connect(self.dismiss)
        said = translate("Focus", "Its pomodoros wear its name as a tag and count for it.")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.add)
        self.body.addWidget(Label(title, "heading"))
        self.body.addSpacing(16)
        self.body.addWidget(self.field)
        self.body.addSpacing(8)
        self.body.addWidget(Label(said, "small", "text-2", wrap=True))
        self.body.addSpacing(20)
        self.body.addLayout(row)

    def _add(self) -> None:
        name = self.field.text().strip()
        if not name:
            self.field.set_error(translate("Focus", "A project needs a name."))
            self.field.line.setFocus()
            return
        self.dismiss()
        self.named.emit(name)

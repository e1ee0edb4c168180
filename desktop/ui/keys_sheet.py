"""The sheet that lists all keys."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from .actions import Actions
from .header import spaced
from .widgets.button import IconButton
from .widgets.label import Label
from .widgets.sheet import Sheet

translate = QCoreApplication.translate


def keys_sheet(window: QWidget, actions: Actions) -> Sheet:
    """All keys that do something now, in two columns; open it with .open()."""
    sheet = Sheet(window, translate("Keys", "All keys"), width=640)
    head = QHBoxLayout()
    head.addWidget(Label(translate("Keys", "All keys"), "title"))
    head.addStretch(1)
    close = IconButton("x", translate("Keys", "Close"), "ghost", 28, key="Esc")
    close.clicked.connect(sheet.dismiss)
    head.addWidget(close)
    sheet.body.addLayout(head)
    sheet.body.addSpacing(16)
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(10)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    listed = [action for action in actions.all() if action.shortcut]
    half = -(-len(listed) // 2)
    for i, action in enumerate(listed):
        row, column = i % half, 2 * (i // half)
        grid.addWidget(Label(spaced(action.shortcut), "small", "text-2", weight=500), row, column)
        grid.addWidget(Label(action.title, "small"), row, column + 1)
    sheet.body.addLayout(grid)
    return sheet

"""What a section says while it is not built: what it will do, and that it is not there yet."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from .page import Page
from .widgets.card import Card
from .widgets.chip import Chip
from .widgets.icon import Icon, IconTile
from .widgets.label import Label

translate = QCoreApplication.translate


class Coming(Page):
    """`will` are the things it will do, one line each; `meanwhile` where to look until then.

    No data is shown that does not exist.
    """

    def __init__(
        self,
        title: str,
        icon: str,
        will: tuple[str, ...],
        meanwhile: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        card = Card(padding=28)
        card.setMaximumWidth(720)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(IconTile(icon, "accent", 44))
        head.addWidget(Label(translate("Coming", "Not built yet"), "heading"))
        head.addWidget(Chip(translate("Coming", "Coming"), "draft", icon="clock"))
        head.addStretch(1)
        card.body.addLayout(head)
        card.body.addSpacing(16)
        card.body.addWidget(
            Label(translate("Coming", "What this section will do"), "small", "text-2", weight=500)
        )
        card.body.addSpacing(8)
        for line in will:
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(Icon("arrow-right", 16, "text-3"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Label(line, "body", wrap=True), 1)
            card.body.addLayout(row)
            card.body.addSpacing(8)
        if meanwhile:
            card.body.addSpacing(8)
            card.body.addWidget(Label(meanwhile, "small", "text-2", wrap=True))
        self.body.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addStretch(1)

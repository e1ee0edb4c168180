"""How synchronising stands, in full words, with the one thing to do about it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.base.events import Changed

from . import format as fmt
from .context import SYNC_KIND, UiContext
from .page import Page
from .sync_chip import sync_words
from .widgets.button import Button
from .widgets.card import Card
from .widgets.icon import IconTile
from .widgets.label import Label

translate = QCoreApplication.translate


class SyncPage(Page):
    """The state as the chip has it. The list of what waits comes with a later version."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(translate("Sync", "Sync"), parent)
        self._context = context
        card = Card()
        card.setMaximumWidth(720)
        head = QHBoxLayout()
        head.setSpacing(12)
        self._tile = IconTile("refresh-cw", size=44)
        head.addWidget(self._tile)
        self._state = Label("", "heading", wrap=True)
        head.addWidget(self._state, 1)
        self.now = Button(translate("Sync", "Sync now"), "primary", icon="refresh-cw", key="Ctrl+R")
        self.now.clicked.connect(context.sync.sync_now)
        head.addWidget(self.now)
        card.body.addLayout(head)
        card.body.addSpacing(16)
        self._more = Label("", "body", "text-2", wrap=True)
        card.body.addWidget(self._more)
        card.body.addSpacing(8)
        later = translate(
            "Sync", "The list of what waits, and choosing between two edits, are not built yet."
        )
        card.body.addWidget(Label(later, "small", "text-3", wrap=True))
        self.body.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addStretch(1)
        context.bridge.changed.connect(self._on_changed)
        self._show()

    def _on_changed(self, changed: Changed) -> None:
        if SYNC_KIND in changed.kinds:
            self._show()

    def _show(self) -> None:
        status, now = self._context.sync.status(), self._context.clock.now()
        words = sync_words(status, now)
        kind = "warning" if words.alert else "accent" if status.connected else "neutral"
        self._tile.set_icon(words.icon, kind)
        self._state.setText(words.whole)
        self.now.set_blocked("" if status.connected else translate("Sync", "No server is set up"))
        if not status.connected:
            text = translate(
                "Sync",
                "Everything works and stays here. To connect a server any time, run "
                "“pomoclock connect ADDRESS” in a terminal; this window follows at once.",
            )
        elif status.last_ok is None:
            text = translate("Sync", "No sync has ended well yet.")
        else:
            text = translate("Sync", "Last full sync %1.")
            text = text.replace("%1", fmt.ago(now - status.last_ok))
        self._more.setText(text)

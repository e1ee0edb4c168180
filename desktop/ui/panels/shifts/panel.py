"""The shift list of Today: a card of rows, each with the one act that it offers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.today import Question

from ... import fonts
from ...theme import theme
from ...widgets.button import Button
from ...widgets.card import Card
from ...widgets.scroll import QuietBar
from ...widgets.state_card import StateCard
from .model import Shown
from .question import QuestionEditor
from .row import TITLE, WHEN, RowView

translate = QCoreApplication.translate
REVEAL_TURNS, REVEAL_MS = 20, 15
GAP = 14
MADE_AT_ONCE = 6
"""So many new rows in one turn of the event loop: less than a frame."""


class ShiftsPanel(Card):
    """Says what the person wants, by shift.

    `requested` and `answering` carry a shift, `withdrawn` a shift and its request, `saved` a shift,
    a question and the answer's text; `all_wanted` asks for the Shifts section, `asking` for the
    question's editor to be brought into sight.
    """

    requested = Signal(object)
    withdrawn = Signal(object, object)
    saved = Signal(object, object, str)
    all_wanted = Signal()
    asking = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.all = Button(
            translate("Shifts", "All shifts"), "link", 28, icon="chevron-right", after=True
        )
        super().__init__(translate("Shifts", "Shifts"), self.all, flush=True, parent=parent)
        self.head.setContentsMargins(21, 0, 17, 0)
        self._rows: list[RowView] = []
        self._wanted: list[Shown] | None = None
        self._title = TITLE
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._fill)
        self._turns = 0
        self._grows = False
        self.editor = QuestionEditor()
        self.editor.saved.connect(self.saved)
        self._inside = QWidget()
        self._inside.setProperty("page", "true")
        self._list = QVBoxLayout(self._inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addWidget(self.editor)
        self._list.addStretch(1)
        self._area = _Area(self._inside)
        self.body.addWidget(self._area, 1)
        self.empty = StateCard(
            "calendar-days",
            translate("Shifts", "No shifts today"),
            translate("Shifts", "You can still clock in."),
        )
        self.body.addWidget(self.empty, 1)
        self.empty.hide()
        self.all.clicked.connect(self.all_wanted)

    @property
    def rows(self) -> list[RowView]:
        return list(self._rows)

    def set_grows(self, *, grows: bool) -> None:
        """Whether the card is as high as its rows; otherwise the rows scroll inside of it."""
        self._grows = grows
        self._fit()

    def set_shown(self, shown: Sequence[Shown]) -> None:
        """The rows from now on. A row keeps its widget, so that the keyboard stays where it is."""
        if list(shown) == self._wanted:
            return
        self._wanted = list(shown)
        self._title = self._title_at(shown)
        self._fill()

    def _fill(self) -> None:
        """Makes a few rows that are missing; the rest a turn of the event loop later.

        A first sync may bring dozens at once, and a window that makes them all stands still meanwhile.
        """
        have = {row.shown.id for row in self._rows if row.shown is not None}
        new = [one.id for one in self._wanted or () if one.id not in have]
        waiting = set(new[MADE_AT_ONCE:])
        self._show([one for one in self._wanted or () if one.id not in waiting])
        if waiting:
            self._rest.start()

    def _show(self, shown: Sequence[Shown]) -> None:
        lost = self._focused()
        kept = {row.shown.id: row for row in self._rows if row.shown is not None}
        before = self._rows
        self._list.setEnabled(False)  # each row that is shown would lay out all others again
        self._rows = [kept.pop(one.id) if one.id in kept else self._make() for one in shown]
        for row in kept.values():
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        for one, row in zip(shown, self._rows, strict=True):
            row.set_shown(one, self._title)
        if self._rows != before:
            self._stack()
        self._list.setEnabled(True)
        self.empty.setVisible(not shown)
        self._area.setVisible(bool(shown))
        self._fit()
        if lost is not None:
            self._refocus(lost)

    def answer(self, questions: Sequence[Question], *, leaving: str = "") -> None:
        """Opens questions under the row of their shift."""
        self.editor.ask(questions, leaving=leaving)
        self._stack()
        self._fit()
        self._turns = REVEAL_TURNS
        QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        """Room for it is made layout by layout, a turn of the event loop each."""
        self._area.ensureWidgetVisible(self.editor, 0, 8)
        self.asking.emit(self.editor)
        self._turns -= 1
        whole = self.editor.visibleRegion().boundingRect() == self.editor.rect()
        if self._turns > 0 and self.editor.isVisible() and not whole:
            QTimer.singleShot(REVEAL_MS, self, self._reveal)

    def _make(self) -> RowView:
        row = RowView(self._inside)
        row.show()
        row.acted.connect(self._on_acted)
        return row

    def _stack(self) -> None:
        """Puts rows and the open question in their order, for eyes and for Tab."""
        under = self.editor.shift_id
        at = 0
        before: QWidget = self.all
        placed = False
        for row in self._rows:
            self._put(at, row)
            at += 1
            QWidget.setTabOrder(before, row.button)
            before = row.button
            if row.shown is not None and row.shown.id == under:
                self._put(at, self.editor)
                at, placed = at + 1, True
                for stop in (self.editor.line, self.editor.save, self.editor.later):
                    QWidget.setTabOrder(before, stop)
                    before = stop
        if not placed:
            self._put(0, self.editor)

    def _put(self, at: int, widget: QWidget) -> None:
        there = self._list.itemAt(at)
        if there is None or there.widget() is not widget:
            self._list.insertWidget(at, widget)

    def _title_at(self, shown: Sequence[Shown]) -> int:
        """Behind the longest time, which is longer where people write am and pm."""
        longest = max((fonts.wide(one.when, "small", tnum=True) for one in shown), default=0.0)
        return max(TITLE, round(WHEN + longest / theme.scale + GAP))

    def _fit(self) -> None:
        self._area.set_grows(grows=self._grows)
        self.updateGeometry()

    def _focused(self) -> int | None:
        """Which row has the keyboard, by its place."""
        return next((i for i, row in enumerate(self._rows) if row.button.hasFocus()), None)

    def _refocus(self, lost: int) -> None:
        """The keyboard stays on its row, or goes to the next one that offers something."""
        if any(row.button.hasFocus() for row in self._rows):
            return
        order = [*self._rows[lost:], *reversed(self._rows[:lost])]
        found = next((row.button for row in order if not row.button.isHidden()), self.all)
        found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_acted(self, shown: Shown) -> None:
        if shown.act == "request":
            self.requested.emit(shown.id)
        elif shown.act == "withdraw" and shown.request_id is not None:
            self.withdrawn.emit(shown.id, shown.request_id)
        elif shown.act == "answer":
            self.answer(shown.questions)


class _Area(QScrollArea):
    """Rows that scroll, or that ask for their whole height when the page scrolls instead."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._grows = False
        self.setWidget(inside)
        self.setWidgetResizable(True)
        QuietBar(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_grows(self, *, grows: bool) -> None:
        self._grows = grows
        vertical = QSizePolicy.Policy.Fixed if grows else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        inside = self.widget()
        return QSize(480, inside.sizeHint().height() if inside is not None else 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height() if self._grows else theme.px(40))

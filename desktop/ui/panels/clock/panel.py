"""The clock card: state, time worked, punches as buttons, and the day as a line."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ...widgets.button import Button
from ...widgets.card import Card
from ...widgets.chip import StatePill
from ...widgets.icon import Icon
from ...widgets.label import Label
from ...widgets.timeline import Day, Legend, Timeline
from ..digits import Digits
from ..layouts import clear
from .missing import CautionRow, MissingRow
from .model import Shown, acts
from .note import NoteEditor

translate = QCoreApplication.translate
WIDE, COMPACT = (68, 72), (52, 56)
RIGHT = Qt.AlignmentFlag.AlignRight


class ClockPanel(Card):
    """Says what the person wants; `set_shown` says what is so.

    `punched` carries a punch status, `noted` the text of a note on the running session, `placed` where
    the newest punch was made, `opened` asks for the punches behind the timeline.
    """

    punched = Signal(str)
    noted = Signal(str)
    placed = Signal(str)
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(translate("Clock", "Clock"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._compact = False
        self._shown: Shown | None = None
        self._day: Day | None = None
        self.pill = StatePill()
        self._place = Place()
        self.digits = Digits("display_l", *WIDE)
        self.worked = Label(translate("Clock", "worked today"), "body", "text-2")
        self.rested = Fact(translate("Clock", "On break"))
        self.ends_in = Fact(translate("Clock", "Shift ends in"))
        self.main = Button("", "primary", 44, key="Ctrl+I")
        self.second = Button("", "secondary", 44, key="Ctrl+B")
        self.note = Button(translate("Clock", "Add note"), "ghost", 44, icon="pencil-line")
        self.editor = NoteEditor()
        self.missing = MissingRow()
        self.caution = CautionRow()
        self.caption = Label(translate("Clock", "Today’s punches"), "caption", "text-2", weight=500)
        self._legend = Legend()
        self.timeline = Timeline()
        self.main.clicked.connect(lambda: self._punch(main=True))
        self.second.clicked.connect(lambda: self._punch(main=False))
        self.note.clicked.connect(self.edit_note)
        self.editor.saved.connect(self.noted)
        self.missing.placed.connect(self.placed)
        self.editor.closed.connect(self._on_noted)
        self.timeline.opened.connect(self.opened)
        self._arrange()

    @property
    def compact(self) -> bool:
        return self._compact

    def set_compact(self, *, compact: bool) -> None:
        if compact != self._compact:
            self._compact = compact
            self.digits.set_size(*(COMPACT if compact else WIDE))
            self._arrange()

    def set_shown(self, shown: Shown, day: Day) -> None:
        """Changes only what differs from before: it is called once a second."""
        before, self._shown = self._shown, shown
        self.digits.set_digits(shown.digits, "text" if shown.running else "text-3")
        if day != self._day:
            self._day = day
            self.timeline.set_day(day)
        if before is None or _slow(before) != _slow(shown):
            self._show(shown)

    def punch(self, status: str) -> bool:
        """Asks for a punch as its button does; False when it is not allowed now."""
        if self._shown is None or status not in self._shown.allowed:
            return False
        self.punched.emit(status)
        return True

    def toggle(self, *, main: bool) -> None:
        """Ctrl+I and Ctrl+B: what the button stands for now."""
        button = self.main if main else self.second
        if not button.isHidden() and button.isEnabled() and not button.busy:
            self._punch(main=main)

    def set_busy(self, status: str) -> None:
        """A spinner on the button of that punch; "" takes it away."""
        shown = self._shown
        for button, own in (
            (self.main, shown and shown.main),
            (self.second, shown and shown.second),
        ):
            saving = bool(status) and status == own
            button.set_busy(translate("Clock", "Saving") if saving else "")

    def edit_note(self) -> None:
        if self._shown is not None and self._shown.note is not None:
            self.editor.open(self._shown.note)

    def _on_noted(self) -> None:
        """Back to where the note was opened from, or next to it."""
        back = self.main if self.note.isHidden() else self.note
        back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _punch(self, *, main: bool) -> None:
        if self._shown is not None:
            self.punch(self._shown.main if main else self._shown.second)

    def _show(self, shown: Shown) -> None:
        self.pill.set_state(shown.pill, shown.pill_kind)
        self._place.set_words(shown.place, shown.plan)
        self.digits.setAccessibleName(f"{translate('Clock', 'worked today')}: {shown.worked}")
        self.rested.set_value(shown.rested)
        self.ends_in.set_value(shown.ends_in)
        self._facts()
        resting = "resume" in shown.allowed
        self._label(self.main, shown.main, "secondary" if resting else "primary")
        self._label(self.second, shown.second, "primary" if resting else "secondary")
        had_focus = self.second.hasFocus() or self.note.hasFocus()
        self.second.setVisible(shown.second in shown.allowed)
        self.note.setVisible(shown.note is not None and not self._compact)
        words = translate("Clock", "Edit note") if shown.note else translate("Clock", "Add note")
        if self.note.text() != words:
            self.note.set_act(words)
        self.missing.set_missing(shown.missing)
        self.caution.set_caution(shown.caution)
        if shown.note is None:
            self.editor.hide()
            if had_focus:  # a button that goes must not take the focus along
                self.main.setFocus(Qt.FocusReason.OtherFocusReason)

    def _label(self, button: Button, status: str, kind: str) -> None:
        act = acts()[status]
        if button.text() != act.words:
            button.set_act(act.words, icon=act.icon, kind=kind)
        button.set_kind(kind)

    def _facts(self) -> None:
        shown = self._shown
        self.rested.setVisible(not self._compact and bool(shown and shown.running))
        self.ends_in.setVisible(not self._compact and bool(shown and shown.ends_in))

    def _arrange(self) -> None:
        clear(self.body)
        side, top, bottom = (25, 17, 11) if self._compact else (29, 21, 13)
        self.body.setContentsMargins(side, top, side, bottom)
        head = QHBoxLayout()
        head.addWidget(self.pill)
        head.addStretch(1)
        head.addWidget(self._place)
        self.body.addLayout(head)
        if self._compact:
            self._arrange_compact()
        else:
            self._arrange_wide()
        for widget in (self.worked, self.caption, self._legend):
            widget.setVisible(not self._compact)
        noted = self._shown is not None and self._shown.note is not None
        self.note.setVisible(noted and not self._compact)
        self._facts()
        self._order()

    def _arrange_wide(self) -> None:
        time = QVBoxLayout()
        time.setSpacing(3)
        time.addWidget(self.digits)
        time.addWidget(self.worked)
        middle = QHBoxLayout()
        middle.setSpacing(28)
        middle.addLayout(time)
        middle.addStretch(1)
        for fact in (self.rested, self.ends_in):
            middle.addWidget(fact, 0, Qt.AlignmentFlag.AlignBottom)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.main)
        buttons.addWidget(self.second)
        buttons.addStretch(1)
        buttons.addWidget(self.note)
        caption = QHBoxLayout()
        caption.addWidget(self.caption)
        caption.addStretch(1)
        caption.addWidget(self._legend)
        self.body.addSpacing(10)
        self.body.addLayout(middle)
        self.body.addSpacing(18)
        self.body.addLayout(buttons)
        self.body.addWidget(self.caution)
        self.body.addWidget(self.missing)
        self.body.addWidget(self.editor)
        self.body.addSpacing(22)
        self.body.addLayout(caption)
        self.body.addStretch(1)
        self.body.addSpacing(10)
        self.body.addWidget(self.timeline)

    def _arrange_compact(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.digits)
        row.addStretch(1)
        row.addWidget(self.second)
        row.addWidget(self.main)
        self.body.addSpacing(6)
        self.body.addLayout(row)
        self.body.addWidget(self.caution)
        self.body.addWidget(self.missing)
        self.body.addWidget(self.editor)
        self.body.addStretch(1)
        self.body.addSpacing(16)
        self.body.addWidget(self.timeline)

    def _order(self) -> None:
        """Tab goes in reading order, which differs between the two arrangements."""
        first, last = (self.second, self.main) if self._compact else (self.main, self.second)
        chain = [first, last, self.note, *self.missing.stops(), *self.editor.stops(), self.timeline]
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)


class Fact(QWidget):
    """A caption with a value under it, such as On break, 15 min."""

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(3)
        column.addWidget(Label(caption, "caption", "text-3"))
        self._value = Label("", "heading", tnum=True, px=16)
        column.addWidget(self._value)

    def value(self) -> str:
        return self._value.text()

    def set_value(self, value: str) -> None:
        self._value.setText(value)
        self.setAccessibleName(f"{self._caption} {value}")


class Place(QWidget):
    """Where and as what one works: Barista · Bondi Store · 09:00–17:00."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(Icon("map-pin", 14, "text-3"))
        self._words = Label("", "small", "text-2", tnum=True)
        row.addWidget(self._words)
        self.hide()

    def set_words(self, place: str, time: str) -> None:
        text = " · \N{NO-BREAK SPACE}".join(part for part in (place, time) if part)
        self._words.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))


def _slow(shown: Shown) -> tuple[object, ...]:
    """All but the digits: what changes at most once a minute."""
    return (
        shown.pill,
        shown.pill_kind,
        shown.running,
        shown.worked,
        shown.plan,
        shown.place,
        shown.rested,
        shown.ends_in,
        shown.main,
        shown.second,
        shown.allowed,
        shown.note,
        shown.missing,
        shown.caution,
    )

"""Settings that exist: how the window looks and closes, and how long a pomodoro is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTime
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QTimeEdit, QVBoxLayout, QWidget

from desktop.base.events import Changed
from desktop.base.settings import CLOSE, HOURS, RAIL, REDUCE_MOTION, TEXT
from desktop.contract.models import Setting, SettingData
from desktop.domain.pomodoro import Settings
from desktop.domain.quiet import SETTING, Quiet, parse
from desktop.services.preferences import Preferences

from . import fonts
from . import format as fmt
from .appearance import set_hours, set_motion, set_text, set_theme
from .context import UiContext
from .page import Page
from .theme import theme
from .widgets.card import Card, Line
from .widgets.choice import Segmented, Switch
from .widgets.label import Label

translate = QCoreApplication.translate
POMODORO = "pomodoro"
MINUTE_SECONDS = 60
USUALLY = Quiet(dt.time(22), dt.time(7))
Json = dict[str, Any]


class SettingsPage(Page):
    """Each change holds at once. Pomodoro settings travel with the account."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(translate("Settings", "Settings"), parent)
        self._context = context
        self.looks = _looks(context)
        self.focus = PomodoroCard(context)
        self.quiet = QuietCard(context)
        self.window_card = _window_card(context)
        self._cards = (self.looks, self.focus, self.quiet, self.window_card)
        for card in self._cards:
            self.body.addWidget(card)
        self.body.addStretch(1)
        self._widen()
        theme.changed.connect(self._widen)

    def _widen(self) -> None:
        for card in self._cards:
            card.setMaximumWidth(theme.px(720))


class ThemeChoice(Segmented):
    """System, light or dark; it follows when something else changed it."""

    def __init__(self, preferences: Preferences) -> None:
        options = (
            ("system", translate("Settings", "System")),
            ("light", translate("Settings", "Light")),
            ("dark", translate("Settings", "Dark")),
        )
        super().__init__(translate("Settings", "Colours"), options, theme.choice)
        self._preferences = preferences
        self.chosen.connect(self._on_chosen)
        theme.changed.connect(self._on_theme)

    def _on_chosen(self, value: object) -> None:
        set_theme(self._preferences, str(value))

    def _on_theme(self) -> None:
        self.set_value(theme.choice)


class PomodoroCard(Card):
    """The account's setting `pomodoro`; fields of others in it are kept as they are."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(translate("Settings", "Pomodoro"), flush=True, parent=parent)
        self._context = context
        self._data: Json = {}
        usual = Settings()
        minutes = translate("Settings", " min")
        self.numbers = {
            "focus_minutes": Number(translate("Settings", "Focus"), 1, 240, minutes),
            "short_break_minutes": Number(translate("Settings", "Short break"), 1, 240, minutes),
            "long_break_minutes": Number(translate("Settings", "Long break"), 1, 240, minutes),
            "per_set": Number(translate("Settings", "Pomodoros until the long break"), 1, 12, ""),
        }
        self._usual = {
            "focus_minutes": usual.focus.seconds // MINUTE_SECONDS,
            "short_break_minutes": usual.short_break.seconds // MINUTE_SECONDS,
            "long_break_minutes": usual.long_break.seconds // MINUTE_SECONDS,
            "per_set": usual.per_set,
        }
        self.switches = {
            "auto_start_break": Switch(translate("Settings", "Start breaks by themselves")),
            "auto_start_focus": Switch(translate("Settings", "Start the next focus by itself")),
        }
        for name, box in self.numbers.items():
            self.body.addWidget(_line(box.accessibleName(), "", box))
            box.editingFinished.connect(lambda name=name: self._on_number(name))
        for name, switch in self.switches.items():
            self.body.addWidget(_line(switch.accessibleName(), "", switch))
            switch.clicked.connect(lambda on, name=name: self._save(name, bool(on)))
        self._show({})
        context.bridge.changed.connect(self._on_changed)
        self._load()

    def _load(self) -> None:
        call = self._context.operation(self, "me.get_setting", name=POMODORO)
        call.on_success(self._on_loaded).run()

    def _on_loaded(self, setting: Setting) -> None:
        self._show(setting.data if isinstance(setting.data, dict) else {})

    def _show(self, data: Json) -> None:
        self._data = dict(data)
        for name, box in self.numbers.items():
            if not box.hasFocus():
                value = data.get(name)
                whole = isinstance(value, int | float) and not isinstance(value, bool)
                box.setValue(int(value) if whole and value else self._usual[name])
        for name, switch in self.switches.items():
            switch.setChecked(data.get(name) is True)

    def _on_number(self, name: str) -> None:
        value = self.numbers[name].value()
        if value != self._data.get(name, self._usual[name]):
            self._save(name, value)

    def _save(self, name: str, value: object) -> None:
        self._data = {**self._data, name: value}
        body = SettingData(data=self._data)
        self._context.operation(self, "me.put_setting", body=body, name=POMODORO).run()

    def _on_changed(self, changed: Changed) -> None:
        if "setting" in changed.kinds:
            self._load()


class QuietCard(Card):
    """The account's setting `quiet_hours`; switched off it keeps the hours of before for the day."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(translate("Settings", "Notifications"), flush=True, parent=parent)
        self._context = context
        self.switch = Switch(translate("Settings", "Quiet hours"))
        self.begins = Hour(translate("Settings", "Quiet from"), USUALLY.begins)
        self.ends = Hour(translate("Settings", "Quiet until"), USUALLY.ends)
        text = translate(
            "Settings", "Reminders wait in the list behind the bell and pop up when it is over."
        )
        self.body.addWidget(_line(self.switch.accessibleName(), text, self.switch))
        for hour in (self.begins, self.ends):
            self.body.addWidget(_line(hour.accessibleName(), "", hour))
            hour.editingFinished.connect(self._on_hour)
        self.switch.clicked.connect(self._save)
        self._show(None)
        context.bridge.changed.connect(self._on_changed)
        self._load()

    def _load(self) -> None:
        call = self._context.operation(self, "me.get_setting", name=SETTING)
        call.on_success(lambda setting: self._show(parse(setting.data))).run()

    def _show(self, quiet: Quiet | None) -> None:
        self._quiet = quiet
        self.switch.setChecked(quiet is not None)
        for hour in (self.begins, self.ends):
            hour.setEnabled(quiet is not None)
        if quiet is not None:
            self.begins.set_time(quiet.begins)
            self.ends.set_time(quiet.ends)

    def _on_hour(self) -> None:
        if self.switch.isChecked() and Quiet(self.begins.at, self.ends.at) != self._quiet:
            self._save()

    def _save(self) -> None:
        wanted = Quiet(self.begins.at, self.ends.at) if self.switch.isChecked() else None
        self._show(wanted)
        body = SettingData(data=None if wanted is None else wanted.plain())
        self._context.operation(self, "me.put_setting", body=body, name=SETTING).run()

    def _on_changed(self, changed: Changed) -> None:
        if "setting" in changed.kinds:
            self._load()


def _looks(context: UiContext) -> Card:
    preferences = context.preferences
    card = Card(translate("Settings", "Appearance"), flush=True)
    colours = ThemeChoice(preferences)
    size = Segmented(
        translate("Settings", "Text size"),
        tuple((each, f"{each} %") for each in TEXT.choices),
        preferences.get(TEXT),
    )
    size.chosen.connect(lambda value: set_text(preferences, int(str(value))))
    hours = Segmented(
        translate("Settings", "Times"),
        (
            ("system", translate("Settings", "System")),
            ("24", translate("Settings", "24 h")),
            ("12", translate("Settings", "12 h")),
        ),
        preferences.get(HOURS),
    )
    hours.chosen.connect(lambda value: set_hours(preferences, str(value)))
    still = Switch(translate("Settings", "Reduce motion"), on=preferences.get(REDUCE_MOTION))
    still.clicked.connect(lambda on: set_motion(preferences, reduced=bool(on)))
    rail = Switch(translate("Settings", "Collapse the rail"), on=preferences.get(RAIL))
    rail.clicked.connect(lambda: context.actions.run("rail.toggle"))
    card.body.addWidget(_line(translate("Settings", "Colours"), "", colours))
    card.body.addWidget(_line(translate("Settings", "Text size"), "", size))
    card.body.addWidget(_line(translate("Settings", "Times"), "", hours))
    text = translate("Settings", "Switches every animation off.")
    card.body.addWidget(_line(still.accessibleName(), text, still))
    text = translate("Settings", "Shows the sections as icons only, also in a wide window.")
    card.body.addWidget(_line(rail.accessibleName(), text, rail))
    return card


def _window_card(context: UiContext) -> Card:
    card = Card(translate("Settings", "Closing"), flush=True)
    where = Segmented(
        translate("Settings", "When a session runs"),
        (
            ("ask", translate("Settings", "Ask")),
            ("tray", translate("Settings", "Keep in tray")),
            ("quit", translate("Settings", "Quit")),
        ),
        context.preferences.get(CLOSE),
    )
    where.chosen.connect(lambda value: context.preferences.put(CLOSE, str(value)))
    text = translate("Settings", "A session that runs is stored and keeps counting either way.")
    card.body.addWidget(_line(translate("Settings", "When a session runs"), text, where))
    return card


class Hour(QTimeEdit):
    """A time of the wall to type or to step with the arrows, written as the window writes times."""

    def __init__(self, name: str, at: dt.time) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.set_time(at)
        self._settle()
        theme.changed.connect(self._settle)

    @property
    def at(self) -> dt.time:
        chosen = self.time()
        return dt.time(chosen.hour(), chosen.minute())

    def set_time(self, at: dt.time) -> None:
        if not self.hasFocus():
            self.setTime(QTime(at.hour, at.minute))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page over a time must not change it."""
        event.ignore()

    def _settle(self) -> None:
        self.setDisplayFormat(fmt.time_pattern())
        self.setFont(fonts.font("body", tnum=True))
        self.lineEdit().setFont(self.font())
        self.lineEdit().setTextMargins(0, 0, theme.px(8), 0)
        self.setFixedSize(theme.px(104), theme.px(36))


class Number(QSpinBox):
    """A whole number to type or to step with the arrows."""

    def __init__(self, name: str, low: int, high: int, suffix: str) -> None:
        super().__init__()
        self.setRange(low, high)
        self.setSuffix(suffix)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._settle()
        theme.changed.connect(self._settle)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page over a number must not change it."""
        event.ignore()

    def _settle(self) -> None:
        self.setFont(fonts.font("body", tnum=True))
        self.lineEdit().setFont(self.font())
        self.lineEdit().setTextMargins(0, 0, theme.px(8), 0)
        self.setFixedSize(theme.px(104), theme.px(36))


def _line(title: str, text: str, control: QWidget) -> QWidget:
    """A row: words left, control right, a line above."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(1, 0, 1, 0)
    column.setSpacing(0)
    column.addWidget(Line())
    row = QHBoxLayout()
    row.setContentsMargins(20, 10, 20, 10)
    row.setSpacing(16)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Label(title, "body"))
    if text:
        words.addWidget(Label(text, "small", "text-2", wrap=True))
    row.addLayout(words, 1)
    row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
    column.addLayout(row)
    return holder

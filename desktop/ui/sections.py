"""The places of the rail, in order. A panel is imported when its section is first opened."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from . import format as fmt
from .context import Section, UiContext

translate = QCoreApplication.translate


def sections() -> tuple[Section, ...]:
    """Today first; the last one stands at the foot of the rail."""
    return (
        Section("today", translate("Rail", "Today"), "clock", "Ctrl+1", _today, _date),
        Section("shifts", translate("Rail", "Shifts"), "calendar-days", "Ctrl+2", _shifts),
        Section(
            "timesheets", translate("Rail", "Timesheets"), "clipboard-check", "Ctrl+3", _sheets
        ),
        Section("pomodoro", translate("Rail", "Pomodoro"), "timer", "Ctrl+4", _pomodoro),
        Section("team", translate("Rail", "Team"), "users", "Ctrl+5", _team),
        Section("messages", translate("Rail", "Messages"), "message-square", "Ctrl+6", _messages),
        Section("settings", translate("Rail", "Settings"), "settings", "Ctrl+,", _settings),
    )


def sync_section() -> Section:
    """Reached from the chip; the rail marks Settings meanwhile."""
    return Section("sync", translate("Rail", "Sync"), "refresh-cw", "", _sync)


def _date(context: UiContext, short: bool) -> str:  # noqa: FBT001 - a Section's signature
    day = context.clock.now().astimezone(context.zone).date()
    return fmt.day_medium(day) if short else fmt.day_long(day)


def _today(context: UiContext) -> QWidget:
    from .panels.today.panel import TodayPanel

    return TodayPanel(context)


def _settings(context: UiContext) -> QWidget:
    from .settings_page import SettingsPage

    return SettingsPage(context)


def _sync(context: UiContext) -> QWidget:
    from .panels.sync.panel import SyncPanel

    return SyncPanel(context)


def _coming(title: str, icon: str, *will: str, meanwhile: str = "") -> QWidget:
    from .coming import Coming

    return Coming(title, icon, will, meanwhile)


def _shifts(_: UiContext) -> QWidget:
    return _coming(
        translate("Rail", "Shifts"),
        "calendar-days",
        translate("Coming", "Every shift of yours, week by week, with what is open to request."),
        translate("Coming", "For managers: the roster of the week, drafts, and publishing them."),
        translate("Coming", "All of it without network; what you change is sent later."),
        meanwhile=translate("Coming", "Until then your next shifts stand on Today."),
    )


def _sheets(_: UiContext) -> QWidget:
    return _coming(
        translate("Rail", "Timesheets"),
        "clipboard-check",
        translate("Coming", "Your hours of each period, line by line, ready to send."),
        translate("Coming", "For managers: what people sent, with flags, to approve or deny."),
        translate("Coming", "Corrections keep the old value, who changed it and why."),
        meanwhile=translate("Coming", "Until then your punches are kept and counted on Today."),
    )


def _pomodoro(_: UiContext) -> QWidget:
    return _coming(
        translate("Rail", "Pomodoro"),
        "timer",
        translate(
            "Coming", "What you focused on, by day, tag and project, as far back as it goes."
        ),
        translate("Coming", "Projects with their budgets, and how near they are."),
        translate("Coming", "A leaderboard for those who want to take part."),
        meanwhile=translate(
            "Coming", "Until then the timer is on Today and counts what you finish."
        ),
    )


def _team(_: UiContext) -> QWidget:
    return _coming(
        translate("Rail", "Team"),
        "users",
        translate("Coming", "Who is in, on a break or away, as of the last sync."),
        translate("Coming", "For managers: people, roles, places and invitations."),
        translate("Coming", "Sharing from this computer with others on the same network."),
    )


def _messages(_: UiContext) -> QWidget:
    return _coming(
        translate("Rail", "Messages"),
        "message-square",
        translate("Coming", "Conversations with people and teams, kept on this device."),
        translate("Coming", "Messages that you write offline wait here and are sent later."),
    )

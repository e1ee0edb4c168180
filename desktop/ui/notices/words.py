"""Notices in words, and what can be done about each, as of an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.domain import notice_kinds as kinds
from desktop.store.schema import Row

from .. import format as fmt

translate = QCoreApplication.translate
MINUTE = dt.timedelta(minutes=1)

CLOCK_IN, CLOCK_OUT, CLOCK_OUT_AT = "clock_in", "clock_out", "clock_out_at"
SEEN, SHEETS = "seen", "timesheets"


@dataclass(frozen=True, slots=True)
class Act:
    """`key` is one of this module's; `at` the instant of a clock-out that was forgotten."""

    key: str
    words: str
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A notice as it reads now. `tone` is one of the toasts'; `acts` begin with the main one."""

    id: int
    title: str
    text: str
    tone: str
    acts: tuple[Act, ...]
    seen: bool

    @property
    def whole(self) -> str:
        return f"{self.title}. {self.text}" if self.text else f"{self.title}."


@dataclass(frozen=True, slots=True)
class _Frame:
    now: dt.datetime
    zone: dt.tzinfo
    names: Mapping[int, str]

    def time(self, instant: dt.datetime) -> str:
        return fmt.clock_time(instant, self.zone)

    def who(self, data: Mapping[str, Any]) -> str:
        name = self.names.get(data.get("user_id") or 0, "")
        return name or translate("Notices", "Somebody")


def said(row: Row, names: Mapping[int, str], now: dt.datetime, zone: dt.tzinfo) -> Said:
    """The words of any notice; one of an unknown kind still says that there is something."""
    frame, data = _Frame(now, zone, names), row["data"] or {}
    kind = row["kind"]
    if kind in kinds.KINDS:
        title, text, tone, acts = _REMINDERS[kind](frame, data)
    elif kind == kinds.FORGOTTEN:
        title, text, tone, acts = _forgotten(frame, data)
    elif kind in kinds.ROSTER:
        title, text, tone, acts = _of_roster(kind, frame, data)
    else:
        title, text = _of_sheet(kind, frame, data)
        warns = kind in {"timesheet_denied", "timesheet_correction_declined"}
        tone = "warning" if warns else "done"
        acts = (Act(SHEETS, translate("Notices", "Show timesheets")),) if text else ()
    seen = row["seen_at"] is not None
    done = Act(SEEN, translate("Notices", "Mark as read"))
    if kind == kinds.CLOCK_OUT:
        done = Act(SEEN, translate("Notices", "Still working"))
    return Said(row["id"], title, text, tone, () if seen else (*acts, done), seen)


_Words = tuple[str, str, str, tuple[Act, ...]]


def _upcoming(frame: _Frame, data: Mapping[str, Any]) -> _Words:
    start, end = _span(data)
    act = (Act(CLOCK_IN, translate("Notices", "Clock in")),) if frame.now < end else ()
    shift = _shift(frame, data, start, end)
    if frame.now >= start:
        title = translate("Notices", "Shift began at %1").replace("%1", frame.time(start))
        return title, shift, "done", act
    left = fmt.prose(_up(start - frame.now))
    title = translate("Notices", "Shift in %1").replace("%1", left)
    return title, shift, "done", act


def _no_clock_in(frame: _Frame, data: Mapping[str, Any]) -> _Words:
    start, end = _span(data)
    if frame.now < end:
        text = translate("Notices", "Your shift began at %1, %2.")
        text = text.replace("%1", frame.time(start)).replace("%2", fmt.ago(frame.now - start))
        act = Act(CLOCK_IN, translate("Notices", "Clock in"))
        return translate("Notices", "Not clocked in"), text, "warning", (act,)
    text = translate("Notices", "There is no punch for your shift on %1, %2.")
    day = fmt.day_short(start.astimezone(frame.zone).date())
    text = text.replace("%1", day).replace("%2", fmt.time_range(start, end, frame.zone))
    return translate("Notices", "A shift without a punch"), text, "warning", ()


def _still_in(frame: _Frame, data: Mapping[str, Any]) -> _Words:
    _, end = _span(data)
    text = translate("Notices", "Your shift ended at %1, %2.")
    text = text.replace("%1", frame.time(end)).replace("%2", fmt.ago(frame.now - end))
    then = translate("Notices", "Clock out at %1").replace("%1", frame.time(end))
    acts = (
        Act(CLOCK_OUT_AT, then, end),
        Act(CLOCK_OUT, translate("Notices", "Clock out now")),
    )
    return translate("Notices", "Still clocked in"), text, "warning", acts


def _event(frame: _Frame, data: Mapping[str, Any]) -> _Words:
    start = dt.datetime.fromisoformat(data["start_at"])
    what = data.get("title") or translate("Notices", "An event")
    if frame.now >= start:
        title = translate("Notices", "%1 began at %2").replace("%2", frame.time(start))
    else:
        left = fmt.prose(_up(start - frame.now))
        title = translate("Notices", "%1 in %2").replace("%2", left)
    return title.replace("%1", what), data.get("location_name") or "", "done", ()


def _forgotten(frame: _Frame, data: Mapping[str, Any]) -> _Words:
    today = frame.now.astimezone(frame.zone).date()
    day = fmt.day_spoken(dt.date.fromisoformat(str(data["day"])), today)
    title = translate("Notices", "You did not clock out on %1").replace("%1", day)
    began = frame.time(dt.datetime.fromisoformat(str(data["start_at"])))
    text = translate("Notices", "You clocked in at %1. Today asks when you stopped.")
    return title, text.replace("%1", began), "warning", ()


_REMINDERS = {
    kinds.UPCOMING: _upcoming,
    kinds.CLOCK_IN: _no_clock_in,
    kinds.CLOCK_OUT: _still_in,
    kinds.EVENT: _event,
}


def _of_sheet(kind: str, frame: _Frame, data: Mapping[str, Any]) -> tuple[str, str]:
    """Title and text of what happened to a timesheet, its period and, if any, the reason."""
    who = frame.who(data)
    title = {
        "timesheet_submitted": translate("Notices", "%1 submitted a timesheet"),
        "timesheet_approved": translate("Notices", "Timesheet approved"),
        "timesheet_preapproved": translate("Notices", "Timesheet preapproved"),
        "timesheet_denied": translate("Notices", "Timesheet denied"),
        "timesheet_reopened": translate("Notices", "Timesheet reopened"),
        "timesheet_correction": translate("Notices", "%1 worked in a locked period"),
        "timesheet_correction_declined": translate("Notices", "A correction was declined"),
        "timesheet_not_submitted": translate("Notices", "Timesheet not submitted yet"),
        "timesheet_not_reviewed": translate("Notices", "A timesheet of %1 waits for review"),
    }.get(kind)
    if title is None or "start_date" not in data:
        return translate("Notices", "There is news"), ""
    first, last = (
        fmt.day_short(dt.date.fromisoformat(str(data[key]))) for key in ("start_date", "end_date")
    )
    text = translate("Notices", "%1 to %2.").replace("%1", first).replace("%2", last)
    if data.get("reason"):
        text = f"{text} {data['reason']}"
    return title.replace("%1", who), text


def _of_roster(kind: str, frame: _Frame, data: Mapping[str, Any]) -> _Words:
    """What happened to a shift of the person, or what they are asked about one."""
    title = {
        kinds.PUBLISHED: translate("Notices", "New shift"),
        kinds.CHANGED: translate("Notices", "A shift of yours changed"),
        kinds.CANCELED: translate("Notices", "Shift cancelled"),
        kinds.TAKEN: translate("Notices", "A shift is no longer yours"),
        kinds.OFFERED: translate("Notices", "A shift is offered to you"),
        kinds.SWAP_ASKED: translate("Notices", "%1 wants to swap shifts with you"),
        kinds.NOT_CHOSEN: translate("Notices", "Your request was not chosen"),
    }[kind]
    start, end = _span(data)
    day = fmt.day_short(start.astimezone(frame.zone).date())
    text = translate("Notices", "%1: %2").replace("%1", day)
    text = text.replace("%2", _shift(frame, data, start, end))
    more = int(data.get("count", 1)) - 1
    if more:
        rest = translate("Notices", "And %n more shift(s).", "", more)
        text = f"{text} {rest}"
    if data.get("reason"):
        text = f"{text} {data['reason']}"
    warns = kind in {kinds.CANCELED, kinds.TAKEN}
    return title.replace("%1", frame.who(data)), text, "warning" if warns else "done", ()


def _shift(frame: _Frame, data: Mapping[str, Any], start: dt.datetime, end: dt.datetime) -> str:
    role, place = data.get("role") or "", data.get("location_name") or ""
    when = fmt.time_range(start, end, frame.zone)
    if role and place:
        text = translate("Notices", "%1 at %2, %3.").replace("%2", place)
        return text.replace("%1", role).replace("%3", when)
    if role or place:
        text = translate("Notices", "%1, %2.").replace("%2", when)
        return text.replace("%1", role or place)
    return f"{when}."


def _span(data: Mapping[str, Any]) -> tuple[dt.datetime, dt.datetime]:
    start, end = (dt.datetime.fromisoformat(data[key]) for key in ("start_at", "end_at"))
    return start, end


def _up(left: dt.timedelta) -> dt.timedelta:
    """What is left counts the minute that has begun."""
    return -(-left // MINUTE) * MINUTE

"""Entries of the outbox and changed records in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.services.queue import Clash, Difference, Entry

from ... import format as fmt

translate = QCoreApplication.translate
ICONS = {
    "attendance": "clock",
    "availability": "calendar-days",
    "event": "calendar-days",
    "member": "users",
    "project": "timer",
    "setting": "settings",
    "shift": "calendar-days",
    "shift_answer": "message-circle-question-mark",
    "shift_question": "message-circle-question-mark",
    "shift_request": "hand",
    "tag": "tag",
    "team": "users",
    "timesheet": "clipboard-check",
    "timesheet_item": "clipboard-check",
    "tomato": "timer",
    "user": "user-round",
}
PUNCH_ICONS = {"start": "log-in", "pause": "coffee", "resume": "play", "stop": "log-out"}
UNTOLD = frozenset({"id", "team_id", "user_id", "shift_id", "actor_id", "event_id", "timesheet_id"})
"""Numbers that say nothing to a person."""
SAID = frozenset({"status", "source", "time_zone", "timestamp", "location_name"})
"""What the title and the line under it say of a punch."""


def icon(entry: Entry) -> str:
    if entry.operation == "shifts.answer":
        return ICONS["shift_answer"]
    punch = str(entry.row.get("status") or "")
    if entry.kind == "attendance" and entry.intent == "create":
        return PUNCH_ICONS.get(punch, "clock")
    return ICONS.get(entry.kind, "send")


def things() -> dict[str, str]:
    """Records by kind, as the singular that a change is about."""
    return {
        "attendance": translate("Sync", "Punch"),
        "availability": translate("Sync", "Availability"),
        "event": translate("Sync", "Event"),
        "member": translate("Sync", "Team member"),
        "project": translate("Sync", "Project"),
        "setting": translate("Sync", "Setting"),
        "shift": translate("Sync", "Shift"),
        "shift_answer": translate("Sync", "Shift answer"),
        "shift_question": translate("Sync", "Shift question"),
        "shift_request": translate("Sync", "Shift request"),
        "tag": translate("Sync", "Tag"),
        "team": translate("Sync", "Team"),
        "timesheet": translate("Sync", "Timesheet"),
        "timesheet_item": translate("Sync", "Timesheet line"),
        "tomato": translate("Sync", "Pomodoro"),
        "user": translate("Sync", "Your profile"),
        "workforce": translate("Sync", "Team rules"),
    }


def title(entry: Entry) -> str:
    """What it is: a punch by its name, a record by its kind."""
    if entry.operation == "shifts.answer":
        return things()["shift_answer"]
    if entry.kind == "attendance" and entry.intent == "create":
        return {
            "start": translate("Sync", "Clock in"),
            "pause": translate("Sync", "Break"),
            "resume": translate("Sync", "Back from break"),
            "stop": translate("Sync", "Clock out"),
        }.get(str(entry.row.get("status") or entry.told.get("status")), things()["attendance"])
    thing = things().get(entry.kind)
    if thing is None:
        return entry.operation.replace("_", " ").replace(".", ": ").capitalize()
    return thing


def detail(entry: Entry, zone: dt.tzinfo) -> str:
    """Which one, and what is done to it."""
    parts = [_doing(entry), *_about(entry.kind, entry.row or entry.told, zone)]
    if entry.operation == "shifts.answer" and entry.told.get("text"):
        parts.append(f"“{entry.told['text']}”")
    if entry.shift.get("start_at") is not None:
        parts.append(_span(entry.shift, zone))
    return " · ".join(part for part in parts if part)


def state(entry: Entry, now: dt.datetime) -> str:
    if entry.stuck:
        if entry.state == "blocked":
            return translate("Sync", "Waits for another")
        return translate("Sync", "Needs you")
    if entry.state in {"unknown", "probing"}:
        return translate("Sync", "Checking")
    if entry.state == "sending":
        return translate("Sync", "Sending")
    if entry.next_at is not None and entry.next_at > now:
        words = translate("Sync", "Again in %1")
        return words.replace("%1", fmt.prose(max(dt.timedelta(minutes=1), entry.next_at - now)))
    return translate("Sync", "Waiting")


def why(entry: Entry) -> str:
    """Why it is not sent, in one sentence; "" when it just waits for its turn."""
    if entry.code == "UNREACHABLE":
        return translate("Sync", "The server could not be reached.")
    if entry.code == "NO_ANSWER":
        return translate("Sync", "No answer came: it may be there already.")
    if entry.code == "ORPHAN":
        return translate("Sync", "What it belongs to was discarded.")
    if entry.state == "blocked":
        return translate("Sync", "It goes out after the change before it is decided.")
    if not entry.why:
        return ""
    text = entry.why[:1].upper() + entry.why[1:]
    return text if text.endswith((".", "?")) else f"{text}."


def facts(entry: Entry, zone: dt.tzinfo) -> list[tuple[str, str]]:
    """The payload as labels and values."""
    made = f"{fmt.clock_time(entry.at, zone)} · {fmt.day_short(entry.at.astimezone(zone).date())}"
    found = [(translate("Sync", "Made here"), made)]
    left_out = UNTOLD | SAID if entry.kind == "attendance" and entry.intent == "create" else UNTOLD
    for name, kept in entry.told.items():
        if name in left_out or kept in (None, "", [], {}):
            continue
        found.append((label(name), value(name, kept, zone)))
    if entry.attempts:
        found.append(
            (translate("Sync", "Tried"), translate("Sync", "%n time(s)", "", entry.attempts))
        )
    return found


def clash_title(clash: Clash) -> str:
    return things().get(clash.kind, clash.kind.replace("_", " ").capitalize())


def clash_detail(clash: Clash, zone: dt.tzinfo) -> str:
    said = (
        translate("Sync", "deleted there, changed here")
        if clash.gone
        else translate("Sync", "changed in two places")
    )
    return " · ".join(part for part in (*_about(clash.kind, clash.row, zone), said) if part)


def side(difference: Difference, which: str, zone: dt.tzinfo) -> str:
    """The values of one side of a group of fields."""
    values: Mapping[str, Any] = getattr(difference, which)
    return ", ".join(value(name, values.get(name), zone) for name in difference.fields)


def fields(difference: Difference) -> str:
    return ", ".join(label(name) for name in difference.fields)


def label(name: str) -> str:
    """A field as people call it."""
    known = {
        "start_at": translate("Sync", "Start"),
        "start_date": translate("Sync", "From"),
        "end_at": translate("Sync", "End"),
        "end_date": translate("Sync", "Until"),
        "timestamp": translate("Sync", "Time"),
        "created_at": translate("Sync", "Time"),
        "work_ms": translate("Sync", "Work"),
        "work_hours": translate("Sync", "Work"),
        "break_ms": translate("Sync", "Break"),
        "break_hours": translate("Sync", "Break"),
        "focus_ms": translate("Sync", "Length"),
        "location_name": translate("Sync", "Place"),
        "note": translate("Sync", "Note"),
        "details": translate("Sync", "Details"),
        "title": translate("Sync", "Title"),
        "name": translate("Sync", "Name"),
        "status": translate("Sync", "State"),
        "text": translate("Sync", "Answer"),
        "tags": translate("Sync", "Tags"),
        "tag_list": translate("Sync", "Tags"),
        "task": translate("Sync", "Task"),
        "role": translate("Sync", "Role"),
        "message": translate("Sync", "Message"),
        "reason": translate("Sync", "Reason"),
        "date": translate("Sync", "Date"),
    }
    return known.get(name) or name.removesuffix("_id").replace("_", " ").capitalize()


def value(name: str, kept: Any, zone: dt.tzinfo) -> str:
    """A value as people write it. Instants may be text, as they are kept beside a conflict."""
    if kept is None or kept in ("", []):
        return translate("Sync", "Empty")
    if isinstance(kept, bool):
        return translate("Sync", "Yes") if kept else translate("Sync", "No")
    length = _length(name, kept)
    moment, date = _moment(kept), _date(kept)
    if length is not None:
        return fmt.prose(length)
    if moment is not None:
        day = fmt.day_short(moment.astimezone(zone).date())
        return f"{fmt.clock_time(moment, zone)} · {day}"
    return fmt.day_short(date) if date is not None else _plain(kept)


def _length(name: str, kept: Any) -> dt.timedelta | None:
    if not isinstance(kept, int | float):
        return None
    if name.endswith("_ms"):
        return dt.timedelta(milliseconds=kept)
    return dt.timedelta(hours=kept) if name.endswith("_hours") else None


def _plain(kept: Any) -> str:
    if isinstance(kept, (list, tuple)):
        return ", ".join(str(each) for each in kept)
    if isinstance(kept, dict):
        return ", ".join(f"{key.replace('_', ' ')} {each}" for key, each in kept.items())
    return str(kept)


def _doing(entry: Entry) -> str:
    if entry.intent == "update":
        return translate("Sync", "changed")
    return translate("Sync", "deleted") if entry.intent == "delete" else ""


def _about(kind: str, row: Mapping[str, Any], zone: dt.tzinfo) -> list[str]:
    """What tells one record from its like."""
    if kind == "attendance" and isinstance(row.get("timestamp"), dt.datetime):
        place = str(row.get("location_name") or "")
        at = row["timestamp"]
        return [place, fmt.clock_time(at, zone), fmt.day_short(at.astimezone(zone).date())]
    if kind in {"shift", "event"} and isinstance(row.get("start_at"), dt.datetime):
        return [str(row.get("title") or row.get("role") or ""), _span(row, zone)]
    if kind == "tomato":
        return [str(row.get("task") or ""), ", ".join(row.get("tags") or [])]
    dates = [_date(row.get(name)) for name in ("start_date", "end_date", "date")]
    named = str(row.get("name") or row.get("title") or "")
    return [named, "–".join(dict.fromkeys(fmt.day_short(day) for day in dates if day))]


def _span(row: Mapping[str, Any], zone: dt.tzinfo) -> str:
    start = row["start_at"]
    day = fmt.weekday(start.astimezone(zone).date())
    return f"{day} · {fmt.time_range(start, row.get('end_at'), zone)}"


def _moment(kept: Any) -> dt.datetime | None:
    if isinstance(kept, str) and len(kept) >= 19 and kept[4:5] == "-" and "T" in kept:
        try:
            kept = dt.datetime.fromisoformat(kept)
        except ValueError:
            return None
    return kept if isinstance(kept, dt.datetime) and kept.tzinfo is not None else None


def _date(kept: Any) -> dt.date | None:
    if isinstance(kept, str) and len(kept) == 10:
        try:
            return dt.date.fromisoformat(kept)
        except ValueError:
            return None
    return kept if isinstance(kept, dt.date) and not isinstance(kept, dt.datetime) else None

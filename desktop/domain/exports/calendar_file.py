"""Shifts as iCalendar (RFC 5545), for any calendar program."""

from __future__ import annotations

from .facts import Batch, Shift


def render(batch: Batch, shifts: list[Shift]) -> bytes:
    """One event a shift, in UTC, so that no reader needs our table of zones.

    A shift keeps its UID over exports, so importing the file again updates instead of doubling.
    """
    from icalendar import Calendar, Event

    book = Calendar()
    book.add("prodid", f"-//Pomoclock//Pomoclock {batch.version}//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", _one_line(f"Shifts of {batch.team}"))
    book.add("x-wr-timezone", batch.zone)
    for shift in shifts:
        event = Event()
        event.add("uid", f"shift-{shift.id}@{batch.node or 'pomoclock'}")
        event.add("dtstamp", batch.at)
        event.add("dtstart", shift.start)
        event.add("dtend", shift.end)
        event.add("summary", _one_line(shift.title if not shift.person else _whose(shift)))
        event.add("status", "CANCELLED" if shift.canceled else "CONFIRMED")
        if shift.location:
            event.add("location", _one_line(shift.location))
        if shift.details:
            event.add("description", _clean(shift.details))
        if shift.updated is not None:
            event.add("last-modified", shift.updated)
        book.add_component(event)
    return bytes(book.to_ical())


def _whose(shift: Shift) -> str:
    return f"{shift.title} – {shift.person}"


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    """Without control characters, which RFC 5545 does not allow; line breaks are escaped later."""
    return "".join(
        c for c in text.replace("\r\n", "\n") if c in "\n\t" or (c >= " " and c != "\x7f")
    )

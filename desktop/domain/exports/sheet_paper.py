"""One timesheet on paper: days, punches, edits, totals, signatures and the heads of the chains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from .facts import Change, Edit, Line, Pack, Punch, Sheet, local
from .paper import (
    BOLD,
    FAINT,
    INK,
    LEFT,
    REGULAR,
    RIGHT,
    RULE,
    SOFT,
    TINT,
    Cells,
    Col,
    Fonts,
    Page,
    Paper,
)
from .tables import edits

DAYS = (
    Col("Day", 66),
    Col("In", 62),
    Col("Out", 62),
    Col("Breaks", 92),
    Col("Break", 42, right=True),
    Col("Worked", 46, right=True),
    Col("Counted", 50, right=True),
    Col("Remarks", 85),
)
PUNCHES = (
    Col("Time", 122),
    Col("Punch", 62),
    Col("First recorded as", 122),
    Col("Source", 48),
    Col("By", 70),
    Col("Remarks", 81),
)
PLAIN = (
    Col("Time", 122),
    Col("Punch", 72),
    Col("Source", 52),
    Col("By", 100),
    Col("Remarks", 159),
)
"""The same where every punch is as it was recorded."""

EDITS = (
    Col("When", 82),
    Col("Who", 72),
    Col("What", 78),
    Col("Before → after", 160),
    Col("Reason", 113),
)
VERBS = {"start": "Clock in", "stop": "Clock out", "pause": "Break begins", "resume": "Break ends"}
CHAIN = {"punch": "Head of the punches of", "correction": "Head of the corrections of"}
STATUS = {
    "unsubmitted": "Not submitted",
    "submitted": "Submitted, waits for review",
    "preapproved": "Hours accepted, waits for approval",
    "approved": "Approved and locked",
    "denied": "Denied",
}


def pages(pack: Pack, sheet: Sheet, fonts: Fonts) -> list[Page]:
    """The sheet's pages, numbered, each with the batch and the chains at its foot."""
    paper = Paper(fonts)
    _title(paper, pack, sheet)
    paper.heading("Days")
    paper.table(DAYS, _days(sheet))
    paper.heading("Punches")
    if any(_differs(punch) for punch in sheet.punches):
        paper.table(PUNCHES, (_punch(punch) for punch in sheet.punches))
    elif sheet.punches:
        paper.table(PLAIN, (_plain(punch) for punch in sheet.punches))
    else:
        _none(paper, "No punches: every line above was written by hand.")
    paper.heading("Edits and review")
    rows = edits(Pack(pack.batch, (sheet,)))
    if rows:
        paper.table(EDITS, (_edit(row.edit, row.zone) for row in rows))
    else:
        _none(paper, "Nothing on this timesheet was edited or reviewed.")
    _signatures(paper, sheet)
    _feet(paper, pack, sheet)
    return paper.pages


def _none(paper: Paper, text: str) -> None:
    paper.y -= 12
    paper.text(text, color=FAINT)


def _title(paper: Paper, pack: Pack, sheet: Sheet) -> None:
    batch = pack.batch
    paper.y -= 14
    paper.text("Timesheet", font=BOLD, size=22)
    paper.right(batch.team, RIGHT, dy=8, font=BOLD, size=10)
    paper.right(f"Batch {batch.label}", RIGHT, dy=-5, color=FAINT, size=8.5)
    paper.y -= 16
    paper.rule(color=SOFT)
    paper.y -= 6
    facts = (
        ("Person", sheet.person.name),
        ("Period", f"{day(sheet.start)} – {day(sheet.end)} {sheet.end:%Y}"),
        ("Status", STATUS.get(sheet.status, sheet.status)),
        ("Time zone", sheet.zone.replace("_", " ")),
    )
    x, deepest = LEFT, 0
    for (name, value), step in zip(facts, (130, 160, 130, 85), strict=True):
        paper.text(name, x, dy=-9, color=FAINT, size=7.5)
        lines = paper.fonts.lines(value, BOLD, 10, step - 8, 3)
        for line, text in enumerate(lines):
            paper.text(text, x, dy=-22 - 12 * line, font=BOLD, size=10)
        deepest = max(deepest, len(lines))
        x += step
    paper.y -= 14 + 12 * deepest
    if batch.first > sheet.start or batch.last < sheet.end:
        shown = (max(batch.first, sheet.start), min(batch.last, sheet.end))
        paper.y -= 12
        paper.text(f"Only {day(shown[0])} – {day(shown[1])} of this period is shown.", color=SOFT)
    _told_before(paper, pack, sheet)


def _told_before(paper: Paper, pack: Pack, sheet: Sheet) -> None:
    """A band that says in which batch the sheet went out before, and what is different now."""
    earlier = sorted({(m.on, m.batch) for line in sheet.lines if (m := line.mark).on is not None})
    gone = [r for r in pack.removed if r.person == sheet.person and _within(r.day, sheet)]
    if not earlier and not gone:
        return
    batches = ", ".join(f"{name} on {local(on, pack.batch.zone):%Y-%m-%d}" for on, name in earlier)
    changed = sum(line.mark.change is Change.CHANGED for line in sheet.lines)
    new = sum(line.mark.change is Change.NEW for line in sheet.lines)
    since = [f"{n} {word}" for n, word in ((changed, "changed"), (new, "new")) if n]
    since += [f"{len(gone)} removed"] if gone else []
    text = f"Already exported in batch {batches or 'an earlier one'}. "
    text += f"Since then: {', '.join(since)}." if since else "Nothing changed since."
    lines = paper.fonts.lines(text, REGULAR, 8.5, RIGHT - LEFT - 16, 3)
    height = 9 + 11 * len(lines)
    paper.y -= 8
    paper.box(LEFT, RIGHT - LEFT, height, TINT, dy=-height)
    for number, line in enumerate(lines):
        paper.text(line, LEFT + 8, dy=-12 - 11 * number, color="#7D4A00")
    paper.y -= height


def _within(when: dt.date | None, sheet: Sheet) -> bool:
    return when is not None and sheet.start <= when <= sheet.end


def _days(sheet: Sheet) -> Iterator[Cells]:
    for line in sorted(sheet.lines, key=lambda x: (x.day or sheet.start, x.start is None, x.id)):
        yield Cells(
            (
                day(line.day) if line.day else "Whole period",
                _wall(line.start, line, line.day),
                _wall(line.end, line, line.day),
                ", ".join(_break(span, line) for span in line.breaks),
                minutes(line.counted_break_ms) if line.counted_break_ms else "",
                minutes(line.work_ms),
                minutes(line.counted_work_ms),
                _remarks(line),
            )
        )
    rest = sum(line.counted_break_ms for line in sheet.lines)
    work = sum(line.work_ms for line in sheet.lines)
    counted = sum(line.counted_work_ms for line in sheet.lines)
    yield Cells(
        ("Total", "", "", "", minutes(rest), minutes(work), minutes(counted), ""), strong=True
    )


def _remarks(line: Line) -> str:
    parts = [line.notes, line.location, *line.rules]
    parts += ["written by hand"] if line.manual and line.start is None else []
    parts += [flag.replace("_", " ") for flag in line.flags]
    if line.mark.change is Change.CHANGED:
        parts.append(f"changed since {line.mark.batch}")
    return ", ".join(part for part in parts if part)


def _differs(punch: Punch) -> bool:
    return (punch.shown_at, punch.shown_status) != (punch.at, punch.status)


def _plain(punch: Punch) -> Cells:
    when, verb, _, *rest = _punch(punch).texts
    return Cells((when, verb, *rest))


def _punch(punch: Punch) -> Cells:
    shown = "taken back" if punch.shown_at is None else _stamp(punch.shown_at, punch.zone)
    first = f"{VERBS[punch.status]}, {_stamp(punch.at, punch.zone)}" if _differs(punch) else ""
    remarks = [punch.note, *(flag.replace("_", " ") for flag in punch.flags)]
    verb = VERBS.get(punch.shown_status, punch.shown_status)
    return Cells((shown, verb, first, punch.source, punch.actor, ", ".join(filter(None, remarks))))


def _edit(edit: Edit, zone: str) -> Cells:
    change = " → ".join(part for part in (edit.before, edit.after) if part)
    return Cells((_dated(edit.at, zone), edit.actor, edit.what, change, edit.reason))


def _signatures(paper: Paper, sheet: Sheet) -> None:
    """Two places to sign; who submitted and approved in the program is printed there."""
    paper.y -= 12
    paper.need(72)
    paper.y -= 6
    paper.text("The undersigned confirm that the times above are complete and correct.", color=SOFT)
    half = (RIGHT - LEFT - 24) / 2
    paper.y -= 42
    roles = (("Worker", "submitted", sheet.person.name), ("Approved by", "approved", ""))
    for number, (role, status, name) in enumerate(roles):
        x = LEFT + number * (half + 24)
        deed = next((e for e in reversed(sheet.edits) if e.after == f"status: {status}"), None)
        if deed is not None:
            who = f"{status.capitalize()} in Pomoclock by {deed.actor},"
            lines = [*paper.fonts.lines(who, REGULAR, 7.5, half, 1), _dated(deed.at, sheet.zone)]
            for line, text in enumerate(lines):
                paper.text(text, x, dy=13 - 9 * line, size=7.5, color=FAINT)
        paper.box(x, half, 0.8, INK)
        paper.text(f"{role}{': ' + name if name else ''}", x, dy=-11, size=8, color=SOFT)
        paper.right("Date, signature", x + half, dy=-11, size=8, color=FAINT)
    paper.y -= 14


def _feet(paper: Paper, pack: Pack, sheet: Sheet) -> None:
    heads = [f"{CHAIN[h.table]} {h.device} row {h.seq}, SHA-256 {h.hash}" for h in sheet.heads[:3]]
    count = len(paper.pages)
    made = local(pack.batch.at, pack.batch.zone)
    left = f"{sheet.person.name} · {day(sheet.start)} – {day(sheet.end)} {sheet.end:%Y}"
    for number, page in enumerate(paper.pages, start=1):
        foot = Paper.__new__(Paper)
        foot.fonts, foot.pages, foot.y = paper.fonts, [page], 58
        foot.box(LEFT, RIGHT - LEFT, 0.6, RULE)
        for line, text in enumerate(heads):
            foot.text(text, dy=-10 - 8 * line, size=6, color=FAINT)
        foot.y = 20
        foot.text(left, size=7.5, color=FAINT)
        right = f"Made {made:%Y-%m-%d %H:%M} with Pomoclock {pack.batch.version} · page {number} of {count}"
        foot.right(right, RIGHT, size=7.5, color=FAINT)


def _break(span: tuple[dt.datetime, dt.datetime | None], line: Line) -> str:
    start, end = span
    until = "" if end is None else f"{local(end, line.zone):%H:%M}"
    return f"{local(start, line.zone):%H:%M}–{until}"


def _wall(instant: dt.datetime | None, line: Line, on: dt.date | None) -> str:
    """08:52, with +1 when it is the next day's, and (2nd) the second time a clock set back shows it."""
    if instant is None:
        return ""
    wall = local(instant, line.zone)
    text = f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"
    if wall.fold:
        text += " (2nd)"
    later = (wall.date() - on).days if on is not None else 0
    return f"{text} {later:+d}" if later else text


def _stamp(instant: dt.datetime, zone: str) -> str:
    wall = local(instant, zone)
    return f"{day(wall.date())} {wall:%H:%M:%S} {wall:%z}"[:-2] + wall.strftime("%z")[-2:]


def _dated(instant: dt.datetime, zone: str) -> str:
    """With the year: an edit may be of another one than the sheet."""
    wall = local(instant, zone)
    return f"{day(wall.date())} {wall:%Y %H:%M}"


def day(date: dt.date) -> str:
    """Mon 2 Nov, the same in every locale."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - a list to read
    return f"{names[date.weekday()]} {date.day} {months[date.month - 1]}"


def minutes(ms: int) -> str:
    """h:mm of milliseconds, half a minute up, as sheets are summed."""
    whole = (ms + 30_000) // 60_000
    return f"{whole // 60}:{whole % 60:02d}"

"""Which program wrote a file, told by its header, and where its columns are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .text import Row

PERSON, EMAIL, CLIENT, PROJECT, TASK, NOTE, TAGS = (
    "person",
    "email",
    "client",
    "project",
    "task",
    "note",
    "tags",
)
START_DATE, START, END_DATE, END, LENGTH = ("start_date", "start", "end_date", "end", "length")


@dataclass(frozen=True, slots=True)
class Layout:
    """`names` are the headers of each of our columns, in small letters; `needs` what must be there.

    Of `one_of` at least one. `overnight`: the end has no date of its own and may be the next day's.
    """

    format: str
    names: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...]
    one_of: tuple[str, ...] = ()
    overnight: bool = False


TOGGL = Layout(
    "toggl",
    {
        PERSON: ("user", "member"),
        EMAIL: ("email",),
        CLIENT: ("client",),
        PROJECT: ("project",),
        TASK: ("task",),
        NOTE: ("description",),
        TAGS: ("tags",),
        START_DATE: ("start date",),
        START: ("start time",),
        END_DATE: ("end date", "stop date"),
        END: ("end time", "stop time"),
        LENGTH: ("duration",),
    },
    (START_DATE, START),
    (END, LENGTH),
)
CLOCKIFY = Layout(
    "clockify",
    {**TOGGL.names, PERSON: ("user",), LENGTH: ("duration (h)", "duration (decimal)")},
    (START_DATE, START, LENGTH),
)
KIMAI = Layout(
    "kimai",
    {
        PERSON: ("user", "username", "name"),
        EMAIL: ("email", "e-mail"),
        CLIENT: ("customer",),
        PROJECT: ("project",),
        TASK: ("activity",),
        NOTE: ("description",),
        TAGS: ("tags",),
        START_DATE: ("date",),
        START: ("from", "begin", "beginning", "start"),
        END_DATE: (),
        END: ("to", "end"),
        LENGTH: ("duration",),
    },
    (START_DATE, START),
    (END, LENGTH),
    overnight=True,
)
POMOCLOCK = Layout(
    "pomoclock",
    {
        PERSON: ("person",),
        EMAIL: ("email",),
        NOTE: ("note",),
        START: ("time",),
        "status": ("status",),
        "zone": ("zone",),
        "punch": ("punch_id",),
        "recorded": ("recorded_time",),
    },
    (START, "status", "zone", "punch", "recorded"),
)
LAYOUTS = (POMOCLOCK, CLOCKIFY, TOGGL, KIMAI)
"""In the order in which they are tried: what asks for most comes first."""
FORMATS = ("toggl", "clockify", "kimai", "pomoclock", "tomatoes")


@dataclass(frozen=True, slots=True)
class Found:
    """A layout in a file: `at` says in which cell each of our columns stands."""

    layout: Layout
    at: Mapping[str, int]
    header: Sequence[str]

    def cell(self, cells: Sequence[str], name: str) -> str:
        place = self.at.get(name)
        return "" if place is None or place >= len(cells) else cells[place].strip()

    def where(self, name: str) -> tuple[int, str]:
        """(column from 1, what its header says)."""
        place = self.at.get(name)
        return (0, "") if place is None else (place + 1, self.header[place].strip())


def find(row: Row, mapped: Mapping[str, str], asked: str = "") -> Found | None:
    """The layout that a header row fits; None when it fits none."""
    header = [cell.strip().strip("*").strip() for cell in row[1]]
    known = {_plain(name): at for at, name in reversed(list(enumerate(header)))}
    theirs = {ours: _plain(name) for ours, name in mapped.items()}
    for layout in LAYOUTS:
        if asked and layout.format != asked:
            continue
        at = {}
        for ours, names in layout.names.items():
            wanted: Iterable[str] = (theirs[ours],) if ours in theirs else names
            place = next((known[name] for name in wanted if name in known), None)
            if place is not None:
                at[ours] = place
        if all(name in at for name in layout.needs) and (
            not layout.one_of or any(name in at for name in layout.one_of)
        ):
            return Found(layout, at, header)
    return None


def missing(row: Row, format_name: str) -> str:
    """Which columns a header lacks to be of that format."""
    (layout,) = [layout for layout in LAYOUTS if layout.format == format_name]
    known = {_plain(cell) for cell in row[1]}
    lacking = [
        layout.names[name][0].capitalize()
        for name in layout.needs
        if not known.intersection(layout.names[name])
    ]
    if not lacking and layout.one_of:
        lacking = [" or ".join(layout.names[name][0].capitalize() for name in layout.one_of)]
    return ", ".join(lacking)


def _plain(name: str) -> str:
    return " ".join(name.strip().strip("*").casefold().split())

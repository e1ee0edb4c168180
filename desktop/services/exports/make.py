"""Making an export: read once, render each format, and remember the batch when its files are written.

Making never changes a sheet. A batch counts as exported only when `keep` is called, which the
command line does after the files are on the disk; a batch that was made and never kept leaves a gap
in the numbers and nothing else.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop import __version__
from desktop.base.errors import Forbidden, NotFound, invalid
from desktop.domain import zones
from desktop.domain.exports import calendar_file, csv_file, tables, workbook
from desktop.domain.exports.facts import Batch, Pack, Shift
from desktop.services import sheets, workforce
from desktop.services.context import Principal
from desktop.store.queries import exports as queries
from desktop.store.queries import people as people_queries
from desktop.store.store import Store
from desktop.store.uow import Reader

from . import batches, gather

FORMATS = ("csv", "xlsx", "pdf", "ics")
USUAL = ("csv", "xlsx", "pdf")
LONGEST = dt.timedelta(days=3660)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """What to export. `who`: empty for oneself, "all", or logins; `first` None: the last period."""

    formats: tuple[str, ...] = USUAL
    who: tuple[str, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None
    delimiter: str = ","
    bom: bool = False


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(slots=True)
class Made:
    """An export whose files are not yet known to be written."""

    number: int
    team_id: int
    actor_id: int
    pack: Pack
    files: list[File] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """What the command line prints."""
        pack = self.pack
        return {
            "batch": pack.batch.label,
            "first": pack.batch.first.isoformat(),
            "last": pack.batch.last.isoformat(),
            "people": len({sheet.person.id for sheet in pack.sheets}),
            "timesheets": len(pack.sheets),
            "lines": sum(1 for _ in pack.lines),
            "punches": sum(1 for _ in pack.punches),
            "shifts": len(pack.shifts),
            "work_ms": sum(line.counted_work_ms for line in pack.lines),
            "not_approved": sum(sheet.status != "approved" for sheet in pack.sheets),
            "already": list(pack.batch.earlier),
            "changes": {change.value: n for change, n in pack.changes().items()},
        }


def make(store: Store, who: Principal, wish: Wish) -> Made:
    """Reads and renders. Invalid, Forbidden and NotFound name what cannot be exported."""
    for name in wish.formats:
        if name not in FORMATS:
            raise invalid("formats", f"{name} is none of {', '.join(FORMATS)}")
    now = store.clock.now()
    asked, chosen = store.read(lambda reader: _asked(reader, who, wish, now))
    number = store.write(batches.next_number).result()
    pack = store.read(lambda reader: _pack(reader, who, wish, now, number, asked, chosen))
    made = Made(number, who.team_id, who.user_id, pack)
    for name in dict.fromkeys(wish.formats):
        made.files += _RENDER[name](pack, wish)
    return made


def keep(store: Store, made: Made) -> None:
    """Remembers the batch: its lines now count as exported."""
    told = [{"name": f.name, "sha256": f.sha256, "bytes": len(f.content)} for f in made.files]
    store.write(
        lambda uow: batches.keep(uow, made.number, made.team_id, made.actor_id, made.pack, told)
    ).result()


def kept(reader: Reader, who: Principal) -> list[dict[str, Any]]:
    """The team's batches, newest first; a member sees those that are about them alone."""
    rows = reader.find("export_batch", {"team_id": who.team_id}, order="id desc")
    if not who.manages:
        rows = [row for row in rows if row["people"] == [who.user_id]]
    names = queries.names(reader, sorted({row["actor_id"] for row in rows}))
    return [
        {
            "batch": batches.label(reader, row["id"]),
            "at": row["at"].isoformat(),
            "by": names.get(row["actor_id"], ("", ""))[0],
            "first": row["first_day"].isoformat(),
            "last": row["last_day"].isoformat(),
            "people": len(row["people"]),
            "lines": row["lines"],
            "work_ms": row["work_ms"],
            "files": row["files"],
        }
        for row in rows
    ]


def wish_of(payload: Mapping[str, Any]) -> Wish:
    """From plain values, as they come over loopback."""
    first, last = _day(payload, "first"), _day(payload, "last")
    if (first is None) is not (last is None):
        raise invalid("last" if last is None else "first", "can't be blank when the other is given")
    delimiter = csv_file.DELIMITERS.get(str(payload.get("delimiter") or "comma"))
    if delimiter is None:
        raise invalid("delimiter", f"must be one of {', '.join(csv_file.DELIMITERS)}")
    return Wish(
        formats=tuple(payload.get("formats") or USUAL),
        who=tuple(str(name) for name in payload.get("who") or ()),
        first=first,
        last=last,
        delimiter=delimiter,
        bom=bool(payload.get("bom")),
    )


def told(files: Sequence[File]) -> list[dict[str, Any]]:
    """The files as plain values; the content in base 64."""
    return [
        {"name": f.name, "sha256": f.sha256, "content": base64.b64encode(f.content).decode()}
        for f in files
    ]


def _day(payload: Mapping[str, Any], name: str) -> dt.date | None:
    text = payload.get(name)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError as error:
        raise invalid(name, f"{text} is not a day such as 2026-11-30") from error


def _asked(
    reader: Reader, who: Principal, wish: Wish, now: dt.datetime
) -> tuple[gather.Asked, list[int]]:
    """Days and people, checked; demo data only where the whole team is demo data."""
    zone = str(workforce.of(reader, who.team_id)["time_zone"] or "UTC")
    first, last = _days(reader, who, wish, now, zone)
    team = reader.get("team", who.team_id) or {}
    demo = team.get("demo") is not None
    return gather.Asked(who.team_id, zone, first, last, demo), _who(reader, who, wish.who)


def _pack(
    reader: Reader,
    who: Principal,
    wish: Wish,
    now: dt.datetime,
    number: int,
    asked: gather.Asked,
    chosen: list[int],
) -> Pack:
    team = reader.get("team", who.team_id) or {}
    first, last, zone = asked.first, asked.last, asked.zone
    people = gather.people(reader, chosen)
    batch = Batch(
        label=batches.label(reader, number),
        at=now,
        by=gather.people(reader, [who.user_id])[who.user_id].name,
        team=team.get("name") or "",
        first=first,
        last=last,
        zone=zone,
        version=__version__,
        node=reader.meta("node_id") or "",
    )
    shifts: tuple[Shift, ...] = ()
    if "ics" in wish.formats:
        whole = chosen if wish.who != ("all",) else None
        shifts = tuple(gather.shifts(reader, asked, whole))
    if not {"csv", "xlsx", "pdf"} & set(wish.formats):
        return Pack(batch, shifts=shifts)
    ends = gather.heads(reader)
    found = [s for one in people.values() for s in gather.sheets(reader, asked, one, ends)]
    found = batches.marked(reader, who.team_id, found)
    gone = batches.removed(reader, who.team_id, people, (first, last), found)
    lines = [line for sheet in found for line in sheet.lines]
    told = batches.earlier(lines, zones.first_known(zone)[1])
    return Pack(replace(batch, earlier=told), tuple(found), tuple(gone), shifts, tuple(ends))


def _days(
    reader: Reader, who: Principal, wish: Wish, now: dt.datetime, zone: str
) -> tuple[dt.date, dt.date]:
    if wish.first is None or wish.last is None:
        today = zones.day_of(now, zones.first_known(zone)[1])
        running = sheets.period_of(reader, who.team_id, today)
        last = sheets.period_of(reader, who.team_id, running.start - _DAY)
        return last.start, last.end
    if wish.last < wish.first:
        raise invalid("last", "must not be before the first day")
    if wish.last - wish.first > LONGEST:
        raise invalid("last", "is more than ten years after the first day")
    return wish.first, wish.last


def _who(reader: Reader, who: Principal, wanted: Sequence[str]) -> list[int]:
    """The users that are meant. Members export their own record, managers anybody's of the team."""
    if not wanted:
        return [who.user_id]
    members = queries.members(reader, who.team_id)
    if list(wanted) == ["all"]:
        if not who.manages:
            raise Forbidden("Only a manager exports the whole team. Leave --user out for your own.")
        return members
    found: list[int] = []
    for login in wanted:
        user_id = people_queries.owner_of_email(reader, login)
        if user_id is None or user_id not in members:
            raise NotFound(f"Nobody in the team has the e-mail address {login}.")
        if user_id != who.user_id and not who.manages:
            raise Forbidden("Only a manager exports somebody else's record.")
        found.append(user_id)
    return list(dict.fromkeys(found))


def _csv(pack: Pack, wish: Wish) -> list[File]:
    return [
        File(
            f"{_stem(pack)}-{table.name}.csv",
            csv_file.render(pack.batch, table, delimiter=wish.delimiter, bom=wish.bom),
        )
        for table in tables.tables(pack)
    ]


def _xlsx(pack: Pack, _: Wish) -> list[File]:
    return [File(f"{_stem(pack)}.xlsx", workbook.render(pack, tables.tables(pack)))]


def _pdf(pack: Pack, _: Wish) -> list[File]:
    from . import pdf_file

    return [File(f"{_stem(pack)}.pdf", pdf_file.render(pack))]


def _ics(pack: Pack, _: Wish) -> list[File]:
    return [File(f"{_stem(pack)}-shifts.ics", calendar_file.render(pack.batch, list(pack.shifts)))]


def _stem(pack: Pack) -> str:
    return f"pomoclock-{pack.batch.label}-{pack.batch.first}-to-{pack.batch.last}"


_RENDER: Mapping[str, Callable[[Pack, Wish], list[File]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "pdf": _pdf,
    "ics": _ics,
}

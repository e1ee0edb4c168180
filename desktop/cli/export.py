"""`pomoclock export`: timesheets, punches and shifts as files, in batches that are remembered."""

from __future__ import annotations

import argparse
import base64
import calendar
import datetime as dt
import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import where
from .program import Program

FORMATS = ("csv", "xlsx", "pdf", "ics")
HINT = """A batch gets a number, which every file names. Exporting the same time again says in which
batch it went out before, and marks each line as new, unchanged, changed or removed since. It never
changes a timesheet. Without days: the last pay period that has ended."""


def add(commands: Any, data: Callable[[argparse.ArgumentParser], None]) -> None:
    parser = commands.add_parser(
        "export",
        help="write timesheets, punches and shifts to files",
        description=HINT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    data(parser)
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="default: here")
    parser.add_argument(
        "--format",
        action="append",
        choices=FORMATS,
        help="repeat for several; default: csv, xlsx and pdf. ics holds published shifts",
    )
    parser.add_argument("--from", dest="first", type=_day, metavar="YYYY-MM-DD")
    parser.add_argument("--to", dest="last", type=_day, metavar="YYYY-MM-DD", help="included")
    parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="a whole month")
    parser.add_argument("--year", type=int, metavar="YYYY", help="a whole year")
    parser.add_argument("--user", action="append", default=[], metavar="EMAIL", help="of the team")
    parser.add_argument("--team", action="store_true", help="everybody of the team")
    parser.add_argument(
        "--as", dest="actor", metavar="EMAIL", help="act as this member, e.g. of a hub"
    )
    parser.add_argument("--delimiter", choices=("comma", "semicolon", "tab"), default="comma")
    parser.add_argument("--bom", action="store_true", help="begin CSV files with a byte order mark")
    parser.add_argument("--list", action="store_true", help="the batches so far, then end")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(act=_act)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day such as 2026-11-30") from None


def _month(text: str) -> tuple[dt.date, dt.date]:
    try:
        first = dt.datetime.strptime(text, "%Y-%m").replace(tzinfo=dt.UTC).date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a month such as 2026-11") from None
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _act(program: Program, args: argparse.Namespace) -> int:
    with program.session(where.folder(args)) as session:
        if args.list:
            return _list(
                session.control("export", {"step": "list", "as": args.actor})["batches"], args
            )
        made = session.control("export", {"step": "make", **_payload(args)})
        paths = _write(args.out, made["files"])
        session.control("export", {"step": "keep", "number": made["number"]})
    for path, file in zip(paths, made["files"], strict=True):
        del file["content"]
        file["path"] = str(path)
    if args.json:
        print(json.dumps(made))
    else:
        _say(made, paths)
    return 0


def _payload(args: argparse.Namespace) -> dict[str, Any]:
    first, last = args.first, args.last
    if args.month:
        first, last = args.month
    elif args.year:
        first, last = dt.date(args.year, 1, 1), dt.date(args.year, 12, 31)
    return {
        "as": args.actor,
        "formats": args.format,
        "who": ["all"] if args.team else args.user,
        "first": first and first.isoformat(),
        "last": last and last.isoformat(),
        "delimiter": args.delimiter,
        "bom": args.bom,
    }


def _write(folder: Path, files: Sequence[Mapping[str, Any]]) -> list[Path]:
    """All files or none: each is written beside its place first, and named when all are there."""
    folder.mkdir(parents=True, exist_ok=True)
    waiting: list[tuple[Path, Path]] = []
    try:
        for file in files:
            target = folder / Path(file["name"]).name
            beside = target.with_name(f".{target.name}.part")
            waiting.append((beside, target))
            with beside.open("wb") as out:
                out.write(base64.b64decode(file["content"]))
                out.flush()
                os.fsync(out.fileno())
        for beside, target in waiting:
            beside.replace(target)
    except BaseException:
        for beside, _ in waiting:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        raise
    return [target for _, target in waiting]


def _say(made: Mapping[str, Any], paths: Sequence[Path]) -> None:
    for path in paths:
        print(path)
    worked = where.duration(made["work_ms"] / 1000)
    people = _count(made["people"], "person", "people")
    print(
        f"Batch {made['batch']}: {made['first']} to {made['last']}, {people}, "
        f"{_count(made['timesheets'], 'timesheet')}, {worked} of work."
    )
    if made["already"]:
        changes = {word: n for word, n in made["changes"].items() if n and word != "unchanged"}
        since = ", ".join(f"{_count(n, 'line')} {word}" for word, n in changes.items())
        print(
            f"Already exported in {'; '.join(made['already'])}: {since or 'nothing changed'} since."
        )
    if made["not_approved"]:
        print(f"{_count(made['not_approved'], 'timesheet')} not approved yet.")


def _list(batches: Sequence[Mapping[str, Any]], args: argparse.Namespace) -> int:
    if args.json:
        print(json.dumps(batches))
        return 0
    for batch in batches:
        print(
            f"{batch['batch']:12} {where.local_time(batch['at']):17} {batch['first']} to {batch['last']}  "
            f"{_count(batch['people'], 'person', 'people')}, {_count(batch['lines'], 'line')}, "
            f"{where.duration(batch['work_ms'] / 1000)}, by {batch['by']}"
        )
    if not batches:
        print("Nothing was exported yet.")
    return 0


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"

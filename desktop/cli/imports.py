"""`pomoclock import FILE`: time of Toggl, Clockify, Kimai, Tomatoes or another Pomoclock."""

from __future__ import annotations

import argparse
import base64
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop.base.errors import BadRequest

from . import where
from .program import Program, Session

PART = 512 * 1024
SOON = 0.2
"""Seconds between two looks at how far a long import is."""
HINT = """Sessions come in as punches with the source `import`, marked as stated by hand; those of
tomatoes.csv as pomodoros. Lines that are known already, overlap what is recorded, or fall into a closed
timesheet are left out and named. All lines are written together, or none; `--undo` takes a batch back
by corrections that stay on record."""


def add(commands: Any, data: Callable[[argparse.ArgumentParser], None]) -> None:
    parser = commands.add_parser(
        "import",
        help="bring in time from Toggl, Clockify, Kimai, tomatoes.csv or Pomoclock",
        description=HINT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    data(parser)
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a CSV file")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--preview", action="store_true", help="say what becomes of each line, then end"
    )
    how.add_argument("--dry-run", action="store_true", help="do everything, then take it back")
    how.add_argument("--list", action="store_true", help="the imports so far, then end")
    how.add_argument("--undo", metavar="BATCH", help="take an import back, e.g. I3")
    _about_the_file(parser)
    parser.add_argument(
        "--overlaps",
        choices=("leave", "free"),
        default="leave",
        help="lines that overlap recorded time: leave them out (default), or take what is free",
    )
    parser.add_argument(
        "--line", action="append", type=int, default=[], help="only for these lines; repeat"
    )
    parser.add_argument(
        "--skip-unreadable", action="store_true", help="leave out lines that cannot be read"
    )
    parser.add_argument("--as", dest="actor", metavar="EMAIL", help="act as this member")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(act=_act)


def _about_the_file(parser: argparse.ArgumentParser) -> None:
    about = parser.add_argument_group("what the file does not say")
    about.add_argument("--format", choices=("toggl", "clockify", "kimai", "pomoclock", "tomatoes"))
    about.add_argument(
        "--zone", metavar="ZONE", help="of its times, e.g. Europe/Berlin; default: yours"
    )
    about.add_argument("--dates", choices=("dmy", "mdy", "ymd"), help="how 03/04/2026 is meant")
    for name, meta, text in (
        ("project", "OLD=NEW", "rename a project; nothing after = drops it"),
        ("tag", "OLD=NEW", "rename a tag; nothing after = drops it"),
        (
            "column",
            "OURS=THEIRS",
            "another header for start_date, start, end_date, end, length, note …",
        ),
        ("person", "TEXT=LOGIN", "whose lines of that user or e-mail are"),
    ):
        about.add_argument(
            f"--{name}", action="append", type=_pair, default=[], metavar=meta, help=text
        )


def _pair(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not mark or not key:
        raise argparse.ArgumentTypeError(f"{text} is not written as A=B")
    return key, value


def _act(program: Program, args: argparse.Namespace) -> int:
    with program.session(where.folder(args)) as session:
        if args.list:
            return _list(session.control("import", _say_who(args, "list"))["batches"], args)
        if args.undo:
            done = session.control("import", {**_say_who(args, "undo"), "batch": args.undo})
            return _said(args, done, f"{done['batch']} ({done['file']}) was taken back.")
        if args.file is None:
            raise BadRequest("Name a file, or --list, or --undo BATCH.")
        token = _send(session, args)
        choice = _choice(args, token)
        if args.preview:
            return _preview(session.control("import", {**choice, "step": "plan"}), args)
        done = _run(session, {**choice, "step": "apply", "dry": args.dry_run}, quiet=args.json)
    return _said(args, done, _summary(done))


def _say_who(args: argparse.Namespace, step: str) -> dict[str, Any]:
    return {"step": step, "as": args.actor}


def _send(session: Session, args: argparse.Namespace) -> str:
    content = args.file.read_bytes()
    asked = {
        **_say_who(args, "lay"),
        "file": args.file.name,
        "zone": args.zone,
        "dates": args.dates,
        "format": args.format,
        "projects": dict(args.project),
        "tags": dict(args.tag),
        "columns": dict(args.column),
    }
    token = str(session.control("import", asked)["token"])
    for at in range(0, len(content), PART):
        part = base64.b64encode(content[at : at + PART]).decode()
        session.control("import", {"step": "add", "token": token, "content": part})
    return token


def _choice(args: argparse.Namespace, token: str) -> dict[str, Any]:
    return {
        "token": token,
        "take_free": args.overlaps == "free",
        "lines": args.line,
        "skip_unreadable": args.skip_unreadable,
        "people": dict(args.person),
    }


def _run(session: Session, asked: Mapping[str, Any], *, quiet: bool) -> dict[str, Any]:
    """Waits for a long import and says how far it is; an interrupt stops it with nothing written."""
    token = asked["token"]
    show = not quiet and sys.stderr.isatty()
    with ThreadPoolExecutor(1) as pool, _interrupts() as interrupted:
        running = pool.submit(session.control, "import", asked)
        stopping = False
        while not wait([running], timeout=SOON).done:
            if interrupted.is_set() and not stopping:
                stopping = True
                session.control("import", {"step": "stop", "token": token})
            elif show:
                _show(session.control("import", {"step": "progress", "token": token}))
        if show:
            print("\r\033[K", end="", file=sys.stderr)
        return running.result()


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Ctrl+C sets the event for a while instead of breaking off in the middle of something."""
    event = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: event.set())
    try:
        yield event
    finally:
        signal.signal(signal.SIGINT, before)


def _show(now: Mapping[str, Any]) -> None:
    if now["total"]:
        part = 100 * now["done"] // now["total"]
        print(
            f"\r{now['what']}: {now['done']} of {now['total']} ({part} %)\033[K",
            end="",
            file=sys.stderr,
        )


def _preview(planned: Mapping[str, Any], args: argparse.Namespace) -> int:
    if args.json:
        print(json.dumps(planned))
        return 0
    mark = {",": "comma", ";": "semicolon", "\t": "tab"}.get(planned["delimiter"], "bar")
    print(f"{planned['file']}: {planned['format']}, {planned['encoding']}, {mark}")
    for line in planned["lines"]:
        about = f" ({line['about']})" if line["about"] else ""
        begins, ends = where.local_time(line["start"]), where.local_time(line["end"])
        worked = where.duration(line["work_ms"] / 1000)
        print(
            f"{line['line']:6}  {begins} – {ends}  {worked:>10}  {line['verdict']}{about}  {line['note']}"
        )
    for place in planned["unreadable"]:
        print(f"left out: {place}")
    print(_totals(planned))
    return 0


def _totals(done: Mapping[str, Any]) -> str:
    counts = ", ".join(f"{n} {verdict}" for verdict, n in done["verdicts"].items())
    return f"{counts}: {where.duration(done['work_ms'] / 1000)} of work."


def _summary(done: Mapping[str, Any]) -> str:
    if done["state"] == "dry run":
        return f"{_totals(done)} Nothing was written: this was a dry run."
    batch = done["batch"]
    return f"{_totals(done)} Import {batch}; `pomoclock import --undo {batch}` takes it back."


def _said(args: argparse.Namespace, done: Mapping[str, Any], words: str) -> int:
    print(json.dumps(done) if args.json else words)
    return 0


def _list(batches: Sequence[Mapping[str, Any]], args: argparse.Namespace) -> int:
    if args.json:
        print(json.dumps(batches))
        return 0
    for b in batches:
        undone = f", taken back {where.local_time(b['undone_at'])}" if b["undone_at"] else ""
        worked = where.duration(b["work_ms"] / 1000)
        print(
            f"{b['batch']:12} {where.local_time(b['at']):17} {b['file']} ({b['format']}), "
            f"{b['taken']} taken, {worked}{undone}"
        )
    if not batches:
        print("Nothing was imported yet.")
    return 0

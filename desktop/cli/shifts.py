"""`pomoclock shifts copy|publish`: many shifts at once, from a terminal."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from . import where
from .program import ATTENTION, Program

SETTLED = frozenset({"there", "published"})
"""Left out because it is so already: nobody has to do anything about it."""


def add(commands: Any, data: Callable[[argparse.ArgumentParser], None]) -> None:
    parser = commands.add_parser("shifts", help="copy shifts to other dates, publish drafts")
    acts = parser.add_subparsers(title="what", metavar="copy|publish", required=True)
    copy = acts.add_parser("copy", help="make drafts on other dates")
    publish = acts.add_parser("publish", help="show drafts to the team")
    for act in (copy, publish):
        data(act)
        _choose(act)
        act.add_argument(
            "--dry-run", action="store_true", help="say what would happen and change nothing"
        )
        act.add_argument("--json", action="store_true")
    copy.add_argument(
        "--to",
        type=_day,
        action="append",
        required=True,
        metavar="DATE",
        help="repeatable; the day on which the first day falls, of a week any of its days",
    )
    copy.set_defaults(act=_act, command="copy")
    publish.set_defaults(act=_act, command="publish", to=[])


def _choose(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--shift", type=int, action="append", metavar="ID", help="repeatable")
    which.add_argument("--week", type=_day, metavar="DATE", help="the week that holds this day")
    which.add_argument("--from", type=_day, dest="first", metavar="DATE", help="from this day")
    parser.add_argument("--until", type=_day, metavar="DATE", help="to this day, with --from")
    parser.add_argument("--person", type=int, metavar="USER", help="only this person's")
    parser.add_argument("--place", metavar="NAME", help="only at this location")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date such as 2026-11-30") from None


def _act(program: Program, args: argparse.Namespace) -> int:
    first = args.week or args.first
    payload = {
        "command": args.command,
        "shift_ids": args.shift or [],
        "first": None if first is None else first.isoformat(),
        "last": None if args.until is None else args.until.isoformat(),
        "week": args.week is not None,
        "user_id": args.person,
        "place": args.place or "",
        "to": [day.isoformat() for day in args.to],
        "rehearse": args.dry_run,
    }
    with program.session(where.folder(args)) as session:
        found = session.control("shifts", payload)
    if args.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        _tell(found, args)
    return ATTENTION if any(one["code"] not in SETTLED for one in found["left"]) else 0


def _tell(found: dict[str, Any], args: argparse.Namespace) -> None:
    copies = args.command == "copy"
    verb = {
        (True, False): "Copied, as drafts",
        (True, True): "Would copy, as drafts",
        (False, False): "Published",
        (False, True): "Would publish",
    }[copies, args.dry_run]
    done, left = found["done"], found["left"]
    print(f"{verb}: {len(done) or 'no'} {'shift' if len(done) == 1 else 'shifts'}.")
    for shift in done:
        what = " · ".join(x for x in (shift["role"] or shift["title"], shift["location_name"]) if x)
        print(f"  {shift['id']}  {where.local_time(shift['start_at'])}  {what or 'Shift'}")
        for warning in shift.get("warnings", ()):
            print(f"    {warning['severity']}: {warning['text']}")
    for one in left:
        print(f"  left out: shift {one['shift_id']} on {one['day']} {one['text']}")

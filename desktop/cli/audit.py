"""`pomoclock log`: who changed what in the team's time, when and why."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from . import where
from .program import Program


def add(commands: Any, data: Callable[[argparse.ArgumentParser], None]) -> None:
    parser = commands.add_parser("log", help="read the team's audit log")
    data(parser)
    parser.add_argument("--since", type=_day, metavar="YYYY-MM-DD")
    parser.add_argument("--limit", type=int, default=100, help="the newest so many; default: 100")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(act=_act)


def _day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day such as 2026-11-30") from None


def _act(program: Program, args: argparse.Namespace) -> int:
    with program.session(where.folder(args)) as session:
        told = session.control("log", {"since": args.since, "limit": args.limit})["entries"]
    if args.json:
        print(json.dumps(told))
        return 0
    for entry in told:
        at = dt.datetime.fromisoformat(entry["at"]).astimezone()
        because = f" ({entry['reason']})" if entry["reason"] else ""
        print(f"{at:%Y-%m-%d %H:%M}  {entry['text']}{because}")
    return 0

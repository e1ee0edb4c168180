"""`pomoclock clock in|out|break|resume|status`: punches from a terminal."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any

from . import where
from .program import Program, Session

PUNCH = {"in": "start", "out": "stop", "break": "pause", "resume": "resume"}
SAID = {"start": "Clocked in", "stop": "Clocked out", "pause": "On break", "resume": "Back to work"}


def add(commands: Any, data: Callable[[argparse.ArgumentParser], None]) -> None:
    parser = commands.add_parser("clock", help="clock in and out, take a break")
    parser.add_argument("what", choices=[*PUNCH, "status"])
    data(parser)
    parser.add_argument("--note", help="kept with the punch")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(act=_act)


def _act(program: Program, args: argparse.Namespace) -> int:
    with program.session(where.folder(args)) as session:
        if args.what == "status":
            return _status(session, as_json=args.json)
        body = {"status": PUNCH[args.what]}
        if args.note:
            body["note"] = args.note
        punch = session.call("attendances.create", {}, body)
    if args.json:
        print(json.dumps(punch))
    else:
        print(
            f"{SAID[punch['status']]} at {where.local_time(punch['timestamp'])}. Safe on this device."
        )
    return 0


def _status(session: Session, *, as_json: bool) -> int:
    status = session.control("clock", {})
    if as_json:
        print(json.dumps(status))
        return 0
    if status["state"] == "off":
        print(f"Not clocked in. Worked today: {where.duration(status['worked_seconds'])}.")
        return 0
    word = "On break" if status["state"] == "break" else "Working"
    print(
        f"{word} since {where.local_time(status['since'])}. "
        f"Worked today: {where.duration(status['worked_seconds'])}, "
        f"breaks: {where.duration(status['break_seconds'])}."
    )
    return 0

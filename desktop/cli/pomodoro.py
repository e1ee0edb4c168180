"""`pomoclock pomodoro start|pause|skip|stop|status`: the timer from a terminal."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any

from . import where
from .program import Program

PHASES = {"focus": "Focus", "short_break": "Short break", "long_break": "Long break"}


def add(commands: Any, data: Callable[[argparse.ArgumentParser], None]) -> None:
    parser = commands.add_parser("pomodoro", help="the pomodoro timer")
    parser.add_argument("what", choices=["start", "pause", "skip", "stop", "status"])
    data(parser)
    parser.add_argument(
        "--tag", action="append", metavar="TAG", help="repeatable; replaces the tags"
    )
    parser.add_argument("--task", metavar="TEXT", help="what you work on")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(act=_act)


def _act(program: Program, args: argparse.Namespace) -> int:
    payload: dict[str, Any] = {"command": args.what}
    if args.tag is not None:
        payload["tags"] = args.tag
    if args.task is not None:
        payload["task"] = args.task
    with program.session(where.folder(args)) as session:
        view = session.control("timer", payload)
    if args.json:
        print(json.dumps(view))
        return 0
    minutes, seconds = divmod(int(view["remaining_seconds"]), 60)
    state = {"idle": "ready", "running": "running", "paused": "paused"}[view["status"]]
    print(
        f"{PHASES[view['phase']]} {state}, {minutes:02d}:{seconds:02d} left. "
        f"Session {view['session']} of {view['per_set']}, {view['done_today']} done today."
    )
    return 0

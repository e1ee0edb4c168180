"""`pomoclock keys create --user LOGIN`: an API key, shown once."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from . import where
from .program import Program


def add(commands: Any, data: Callable[[argparse.ArgumentParser], None]) -> None:
    parser = commands.add_parser("keys", help="API keys")
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a key and show it once")
    data(create)
    create.add_argument("--user", required=True, metavar="LOGIN", help="e-mail or mobile number")
    create.add_argument("--name", default="command line", help="what the key is for")
    create.add_argument("--json", action="store_true")
    create.set_defaults(act=_create)


def _create(program: Program, args: argparse.Namespace) -> int:
    with program.session(where.folder(args)) as session:
        made = session.control("keys", {"login": args.user, "name": args.name})
    if args.json:
        print(json.dumps(made))
    else:
        print(made["api_key"])
        print("Keep it safe: it is not shown again.", file=sys.stderr)
    return 0

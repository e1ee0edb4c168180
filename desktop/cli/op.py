"""`pomoclock op NAME`: any operation of the table on the local node."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from desktop.base.errors import BadRequest
from desktop.contract import table

from . import where
from .program import Program


def add(commands: Any, data: Callable[[argparse.ArgumentParser], None]) -> None:
    parser = commands.add_parser(
        "op", help="run any operation (family.verb) as this directory's person"
    )
    parser.add_argument("name", nargs="?", help="left out: list all names")
    data(parser)
    parser.add_argument("-p", "--param", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--body", metavar="JSON", help="- reads it from standard input")
    parser.set_defaults(act=_act, json=True)


def _act(program: Program, args: argparse.Namespace) -> int:
    rows = table.load()
    if args.name is None:
        for row in rows:
            print(f"{row.name:40} {row.method:6} {row.url}")
        return 0
    if args.name not in rows:
        raise BadRequest(f"There is no operation {args.name}. `pomoclock op` lists them.")
    params = dict(_pair(text) for text in args.param)
    with program.session(where.folder(args)) as session:
        answer = session.call(args.name, params, _body(args.body))
    print(json.dumps(answer, indent=2, ensure_ascii=False))
    return 0


def _pair(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not mark:
        raise BadRequest(f"-p {text} is not KEY=VALUE.")
    return key, value


def _body(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return json.loads(sys.stdin.read() if text == "-" else text)
    except ValueError as error:
        raise BadRequest(f"--body is not JSON: {error}") from error

"""`pomoclock connect URL` and `pomoclock sync --once`."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from desktop.base.errors import BadRequest

from . import where
from .program import ATTENTION, WAITS, Program


def add(commands: Any, data: Callable[[argparse.ArgumentParser], None]) -> None:
    connect = commands.add_parser(
        "connect",
        help="set the upstream of a data directory",
        description="The password or key is read from standard input, never from the command line.",
    )
    connect.add_argument("url", metavar="URL")
    data(connect)
    how = connect.add_mutually_exclusive_group()
    how.add_argument("--login", metavar="NAME", help="e-mail or mobile; the password is read")
    how.add_argument("--api-key", action="store_true", help="an API key is read (the default)")
    connect.add_argument("--json", action="store_true")
    connect.set_defaults(act=_connect)
    sync = commands.add_parser("sync", help="send what waits and fetch what is new")
    sync.add_argument(
        "--once", action="store_true", required=True, help="one full reconcile, then end"
    )
    data(sync)
    sync.add_argument("--json", action="store_true")
    sync.set_defaults(act=_sync)


def _connect(program: Program, args: argparse.Namespace) -> int:
    secret = _secret(f"Password of {args.login}: " if args.login else "API key: ")
    payload = {"url": args.url, "login": args.login, "secret": secret}
    with program.session(where.folder(args)) as session:
        report = session.control("connect", payload)
    if args.json:
        print(json.dumps(report))
    else:
        print(f"Connected to {report['url']} as {report['name']} ({report['role']}).")
        if report.get("queued"):
            print(f"{report['queued']} records of this device wait to be sent.")
    return 0


def _secret(prompt: str) -> str:
    text = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()
    if not text.strip():
        raise BadRequest("No secret was given on standard input.")
    return text.strip()


def _sync(program: Program, args: argparse.Namespace) -> int:
    with program.session(where.folder(args)) as session:
        report = session.control("sync", {})
    if args.json:
        print(json.dumps(report))
    else:
        print(_in_words(report))
    if report["attention"]:
        return ATTENTION
    return WAITS if report["pending"] or not report["ok"] else 0


def _in_words(report: Mapping[str, Any]) -> str:
    lines = [f"Sent {report['sent']}, received {report['received']}."]
    if report["message"]:
        lines.append(str(report["message"]))
    if report["pending"]:
        lines.append(f"{report['pending']} wait to be sent; they are safe on this device.")
    if report["attention"]:
        lines.append(f"{report['attention']} need you: open Pomoclock to decide.")
    return "\n".join(lines)

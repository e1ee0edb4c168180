"""`pomoclock connect URL`, `pomoclock disconnect` and `pomoclock sync --once`."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from desktop.base.errors import BadRequest

from . import where
from .program import ATTENTION, REFUSED, WAITS, Program


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
    leave = commands.add_parser(
        "disconnect",
        help="leave the upstream; every record stays",
        description="Says first what was not sent. Connecting to the same account takes it up again.",
    )
    data(leave)
    leave.add_argument("--yes", action="store_true", help="without a question")
    leave.add_argument("--json", action="store_true")
    leave.set_defaults(act=_disconnect)
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
            some = f"{report['queued']} records of this device wait"
            one = "1 record of this device waits"
            print(f"{one if report['queued'] == 1 else some} to be sent.")
    return 0


def _disconnect(program: Program, args: argparse.Namespace) -> int:
    with program.session(where.folder(args)) as session:
        left = session.control("disconnect", {"ask": True})
        if not args.json:
            print(f"Connected to {left['url']}.")
            print("\n".join(_unsent(left)))
        if not (args.yes or _agrees()):
            print("pomoclock: Nothing was changed.", file=sys.stderr)
            return REFUSED
        left = session.control("disconnect", {})
    print(json.dumps(left) if args.json else "Disconnected. Every record is still on this device.")
    return 0


def _unsent(left: Mapping[str, Any]) -> Iterator[str]:
    count = left["unsent"] + left["attention"]
    if not count:
        yield "Everything here was sent."
        return
    what = (
        "1 change was not sent. It stays"
        if count == 1
        else f"{count} changes were not sent. They stay"
    )
    goes = "goes" if count == 1 else "go"
    yield f"{what} on this device and {goes} out if you connect to the same account again."


def _agrees() -> bool:
    if not sys.stdin.isatty():
        raise BadRequest("Say --yes to disconnect without a question.")
    return input("Disconnect? [y/N] ").strip().lower() in {"y", "yes"}


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
        print(f"Sent {report['sent']}, received {report['received']}.")
    left = " ".join(_left(report))
    if left:
        print(f"pomoclock: {left}", file=sys.stderr)
    if not report["connected"]:
        return REFUSED
    if report["attention"]:
        return ATTENTION
    return WAITS if report["pending"] or not report["ok"] else 0


def _left(report: Mapping[str, Any]) -> Iterator[str]:
    """What happened, what is safe and what to do, where anything is left to do."""
    if not report["connected"]:
        yield "This data directory has no upstream. Set it with `pomoclock connect URL`."
        return
    why = str(report["message"] or report["trouble"])
    if why:
        yield why if why.endswith((".", "?")) else f"{why}."
    if report["expired"]:
        yield "Sign in again with `pomoclock connect URL`."
    if report["pending"]:
        what = "1 change waits" if report["pending"] == 1 else f"{report['pending']} changes wait"
        yield f"{what} to be sent, safe on this device; the next sync tries again."
    needing = report["attention"] - report["expired"]
    if needing:
        what = "1 change needs" if needing == 1 else f"{needing} changes need"
        yield f"{what} you: open Pomoclock to decide."

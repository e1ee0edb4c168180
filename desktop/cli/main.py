"""The command `pomoclock`: parses the line and hands over to one function a command."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from desktop import __version__
from desktop.base import log as logs
from desktop.base.errors import Bug, PomoclockError, Rejected
from desktop.base.paths import LOG

from . import audit, clock, export, imports, keys, op, pomodoro, shifts, upstream, where
from .program import ATTENTION, BUG, EXIT_CODES, IN_USE, REFUSED, UNAVAILABLE, Program, ServeOptions

log = logging.getLogger(__name__)
Parsers = Any
"""What `add_subparsers` returns; argparse keeps its type private."""


def run(program: Program, argv: Sequence[str]) -> int:
    """Runs one command; returns its exit code. Messages go to standard error, data to standard output."""
    args = build_parser().parse_args(argv)
    logs.set_up(quiet=True)  # until a data directory is open; what goes wrong comes as an error
    try:
        return int(args.act(program, args))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away; there is nobody to tell
        return 0
    except Exception as error:  # noqa: BLE001 - the edge where each failure becomes one line
        return _failed(error, args)


def _failed(error: Exception, args: argparse.Namespace) -> int:
    """Says in one line what became of the command; its exit code."""
    if isinstance(error, Rejected):
        _complain(error.message, args, details=error.details)
        return REFUSED
    if isinstance(error, PomoclockError):
        _complain(error.message, args)
        return exit_code(error)
    log.error("a command failed", exc_info=error)
    if isinstance(error, OSError):
        about = f"{error.filename}: " if error.filename else ""
        _complain(f"{about}{error.strerror or error}. What was saved before is safe.", args)
        return UNAVAILABLE
    _complain(
        f"Something unexpected went wrong ({type(error).__name__}: {error}). What was saved before is "
        f"safe. {LOG} in the data directory says where it happened.",
        args,
    )
    return BUG


def exit_code(error: PomoclockError) -> int:
    if isinstance(error, Bug):
        return BUG
    return IN_USE if hasattr(error, "owner") else UNAVAILABLE


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pomoclock",
        description="Clock in and out, focus with pomodoros and see your shifts; works without network.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Pomoclock {__version__}")
    _data(parser)
    parser.add_argument(
        "--demo", action="store_true", help="fill an empty data directory with a demo team"
    )
    parser.set_defaults(act=_window, json=False)
    commands: Parsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_serve(commands)
    for module in (upstream, clock, pomodoro, export, imports, shifts, audit, op, keys):
        module.add(commands, _data)
    _add_tour(commands)
    _add_doctor(commands)
    return parser


def _data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the data directory (default: this user's)",
    )


def _add_serve(commands: Parsers) -> None:
    serve = commands.add_parser("serve", help="serve both APIs to a team (headless hub)")
    _data(serve)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=7420, help="0 picks a free one")
    serve.add_argument(
        "--demo", action="store_true", help="fill an empty data directory with a demo team"
    )
    serve.add_argument("--allow-origin", action="append", default=[], metavar="ORIGIN")
    serve.set_defaults(act=_serve, json=False)


def _add_tour(commands: Parsers) -> None:
    tour = commands.add_parser("tour", help="draw every screen with demo data to PNG files")
    tour.add_argument("--out", type=Path, required=True, metavar="DIR")
    tour.add_argument("--theme", choices=("light", "dark"), help="default: both")
    tour.add_argument("--size", type=_size, metavar="WxH", help="default: 1280x800 and 900x600")
    tour.set_defaults(act=_tour, json=False)


def _add_doctor(commands: Parsers) -> None:
    doctor = commands.add_parser("doctor", help="check the store and this machine")
    _data(doctor)
    doctor.add_argument("--json", action="store_true")
    doctor.add_argument(
        "--verify",
        action="store_true",
        help="also prove that every punch, correction, session and line is as it was recorded",
    )
    doctor.set_defaults(act=_doctor)


def _size(text: str) -> tuple[int, int]:
    width, mark, height = text.partition("x")
    if not mark or not width.isdigit() or not height.isdigit():
        raise argparse.ArgumentTypeError(f"{text} is not a size such as 1280x800")
    return int(width), int(height)


def _window(program: Program, args: argparse.Namespace) -> int:
    return program.window(where.folder(args), demo=args.demo)


def _serve(program: Program, args: argparse.Namespace) -> int:
    options = ServeOptions(
        where.folder(args), args.host, args.port, args.demo, tuple(args.allow_origin)
    )
    return program.serve(options, lambda line: print(line, flush=True))


def _tour(program: Program, args: argparse.Namespace) -> int:
    themes = (args.theme,) if args.theme else ("light", "dark")
    sizes = (args.size,) if args.size else ((1280, 800), (900, 600))
    for drawn in program.tour(args.out, themes=themes, sizes=sizes):
        print(drawn)
    return 0


def _doctor(program: Program, args: argparse.Namespace) -> int:
    findings = program.doctor(where.folder(args), verify=args.verify)
    bad = [finding for finding in findings if not finding["ok"]]
    if args.json:
        print(json.dumps({"ok": not bad, "checks": findings}, default=str))
    else:
        for finding in findings:
            print(f"{'ok  ' if finding['ok'] else 'BAD '} {finding['check']}: {finding['found']}")
    return ATTENTION if bad else 0


def _complain(
    message: str, args: argparse.Namespace, *, details: Mapping[str, Any] | None = None
) -> None:
    if getattr(args, "json", False):
        print(json.dumps({"error": True, "message": message, "details": details or {}}))
    print(f"pomoclock: {message}", file=sys.stderr)

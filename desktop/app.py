"""The composition root: the only module that knows every layer. Wiring only."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from desktop import __version__
from desktop.base.clock import Clock, SystemClock
from desktop.base.errors import PomoclockError, Unavailable
from desktop.base.events import Events
from desktop.cli.program import ServeOptions, Session
from desktop.contract import table
from desktop.contract.table import BadRow
from desktop.services import device, person
from desktop.services.bus import Bus
from desktop.services.status_source import StatusSource
from desktop.store.lock import InUse
from desktop.store.store import Store

if TYPE_CHECKING:
    from desktop.base.loop import LoopThread
    from desktop.contract.operation import Operation
    from desktop.server.runner import Server
    from desktop.services.context import Call
    from desktop.services.timed import Timed
    from desktop.store.uow import UnitOfWork
    from desktop.sync.engine import Engine

log = logging.getLogger(__name__)
STOP_SECONDS = 15
Controls = Mapping[str, Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]]
PATIENCE = 10.0
"""Seconds that a command waits for a directory whose owner cannot be talked to."""


class Node:
    """One process that owns one data directory: store, bus and, when started, network and schedules."""

    def __init__(self, folder: Path, *, clock: Clock | None = None) -> None:
        self.folder = folder
        self.clock = clock or SystemClock()
        self.events = Events()
        self.store = Store(folder, self.clock, self.events)
        self.bus = Bus(table.load(), self.store, record=_record)
        self.timer_run = ""
        self.status = StatusSource(self.store)
        self.raise_window: Callable[[], None] = _nothing
        self._net: LoopThread | None = None
        self._server: Server | None = None
        self._engine: Engine | None = None
        self._timed: Timed | None = None
        self._starter: threading.Thread | None = None

    @property
    def engine(self) -> Engine:
        """The sync engine over this store; it runs only after `start_network`."""
        if self._engine is None:
            from desktop.sync.engine import Engine

            self._engine = Engine(self.bus, status=self.status)
        return self._engine

    def start_network(
        self, *, host: str = "127.0.0.1", port: int = 0, origins: Sequence[str] = ()
    ) -> str:
        """Serves, keeps in step with the upstream, and tells the lock file. Returns the address."""
        import secrets

        from desktop.base.loop import LoopThread
        from desktop.server.app import Parts, build
        from desktop.server.runner import Server
        from desktop.services.versions import Versions

        self.bus.check()
        key = secrets.token_urlsafe(32)
        parts = Parts(
            bus=self.bus,
            versions=Versions(self.store),
            version=__version__,
            origins=tuple(origins),
            control_key=key,
            controls=self.controls(),
        )
        server = Server(build(parts), host=host, port=port)
        net = LoopThread("net")
        net.start()
        try:
            net.run(server.start()).result()
        except BaseException:
            net.stop()
            raise
        self._net, self._server = net, server
        net.run(self.engine.start()).result()
        self.store.lock.describe({"url": server.url, "key": key})
        return server.url

    def sync_now(self) -> None:
        """Wakes the engine when it runs; before that it starts with a full look anyway."""
        if self._net is not None:
            self.engine.wake()

    def disconnect(self) -> Future[dict[str, Any]]:
        """Leaves the upstream, as the window asks it."""
        if self._net is None:
            raise Unavailable("The network is still starting.")
        return self._net.run(self.engine.disconnect({}))

    def start_schedules(self, *, everybody: bool = False) -> None:
        """Timed work; `everybody` reminds all members here and not only the person."""
        from desktop.services.timed import Timed

        self._timed = Timed(
            self.store,
            everybody=everybody,
            status=self.status,
            ask_sync=self.sync_now,
            hourly=(self.status.keep,),
        )

    def start_behind(self) -> None:
        """Network and schedules on a thread of its own: their libraries take longer than a frame."""
        self._starter = threading.Thread(target=self._start, name="start", daemon=True)
        self._starter.start()

    def _start(self) -> None:
        try:
            self.start_network()
            self.start_schedules()
        except PomoclockError as error:
            log.warning("the network was not started: %s", error.message)
        except BadRow:
            # a program whose table does not fit must not go on: the window quits as the menu does
            log.critical("the table of operations is broken", exc_info=True)
            signal.raise_signal(signal.SIGTERM)

    def close(self) -> None:
        """Ends everything in order: schedules, sync, server, loop, store. Safe to call twice."""
        if self._starter is not None:
            self._starter.join()
            self._starter = None
        if self._timed is not None:
            self._timed.stop()
            self._timed = None
        net, self._net = self._net, None
        if net is not None:
            _within(net, self.engine.stop(), "sync")
            if self._server is not None:
                _within(net, self._server.stop(), "the server")
            net.stop()
        self.status.keep()
        self.bus.close()
        self.store.close()

    def controls(self) -> Controls:
        """What the owner of the machine may ask for by name; `timer_run` says who keeps the timer."""
        from desktop.services.control import Control
        from desktop.services.file_controls import FileControls

        control = Control(self.bus, run=self.timer_run)
        files = FileControls(self.bus)

        async def sync(_: dict[str, Any]) -> dict[str, Any]:
            return (await self.engine.run_once()).plain()

        async def connect(payload: dict[str, Any]) -> dict[str, Any]:
            return await self.engine.connect(payload)

        async def disconnect(payload: dict[str, Any]) -> dict[str, Any]:
            return await self.engine.disconnect(payload)

        async def to_front(_: dict[str, Any]) -> dict[str, Any]:
            self.raise_window()
            return {"raised": True}

        return {
            "clock": _off_loop(control.clock),
            "timer": _off_loop(control.timer),
            "keys": _off_loop(control.keys),
            "shifts": _off_loop(control.shifts),
            "doctor": _off_loop(control.doctor),
            "log": _off_loop(control.log),
            "export": _off_loop(files.export),
            "import": _off_loop(files.imports),
            "sync": sync,
            "connect": connect,
            "disconnect": disconnect,
            "raise": to_front,
        }


class LocalSession:
    """A node that the command line opened for one command."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._controls = node.controls()

    def call(self, name: str, params: Mapping[str, Any], body: Any) -> Any:
        import msgspec

        from desktop.services.bus import Asked
        from desktop.services.inputs import body_of, params_of

        bus = self._node.bus
        row = bus.table[name]
        typed, rest = params_of(row, {key: str(value) for key, value in params.items()})
        who = bus.store.read(lambda reader: person.principal(reader, "cli"))
        asked = Asked(row, typed, body_of(row, body), who, rest)
        answer = bus.submit(asked).result() if row.writes else bus.read(asked)
        return msgspec.to_builtins(answer)

    def control(self, name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        act = self._controls[name]

        import asyncio

        async def run() -> dict[str, Any]:
            return await act(dict(payload))

        return asyncio.run(run())


class App:
    """What the command line asks for (cli.program.Program)."""

    def window(self, folder: Path, *, demo: bool) -> int:
        from desktop.services import timer
        from desktop.ui.context import SyncControls
        from desktop.ui.run import run_window

        try:
            node = self._open(folder, demo=demo)
        except InUse as error:
            if "key" in error.owner:
                _ask_to_front(error.owner)
            raise
        node.timer_run = timer.RUN
        try:
            sync = SyncControls(node.status, node.sync_now, node.disconnect)
            return run_window(node, sync=sync, painted=node.start_behind)
        finally:
            node.close()

    def serve(self, options: ServeOptions, say: Callable[[str], None]) -> int:
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        node = self._open(options.folder, demo=options.demo)
        try:
            url = node.start_network(host=options.host, port=options.port, origins=options.origins)
            node.start_schedules(everybody=True)
            say(f"Pomoclock hub ready at {url}")
            if options.demo:
                from desktop.base.paths import DEMO_CREDENTIALS

                say(f"Demo credentials: {options.folder / DEMO_CREDENTIALS}")
            ended.wait()
        finally:
            node.close()
        return 0

    def tour(
        self, out: Path, *, themes: Sequence[str], sizes: Sequence[tuple[int, int]]
    ) -> list[Path]:
        from desktop.ui.tour import draw

        return draw(out, themes=themes, sizes=sizes)

    def doctor(self, folder: Path, *, verify: bool = False) -> list[Mapping[str, Any]]:
        with self.session(folder) as session:
            return list(session.control("doctor", {"verify": verify})["checks"])

    @contextmanager
    def session(self, folder: Path) -> Iterator[Session]:
        try:
            node = self._open_soon(folder)
        except InUse as error:
            if "key" not in error.owner:
                raise
            from desktop.cli.owner import Owner

            told = error.owner
            owner = Owner(told["url"], told["key"], table.load(), pid=told.get("pid"))
            try:
                yield owner
            finally:
                owner.close()
            return
        try:
            yield LocalSession(node)
        finally:
            node.close()

    def _open_soon(self, folder: Path) -> Node:
        """Waits a little for an owner that just starts, or is a command like this one."""
        until = monotonic() + PATIENCE
        while True:
            try:
                return self._open(folder, demo=False, quiet=True)
            except InUse as error:
                if "key" in error.owner or monotonic() > until:
                    raise
            sleep(0.05)

    def _open(self, folder: Path, *, demo: bool, quiet: bool = False) -> Node:
        from desktop.base import log as logs

        node = Node(folder)
        logs.set_up(folder, quiet=quiet)
        try:
            if demo:
                from desktop.services import demo as demos

                demos.fill_directory(node.store, folder)
            else:
                zone, name = device.zone_name(), _login_name()
                node.store.write(lambda uow: person.ensure(uow, name, zone)).result()
        except BaseException:
            node.close()
            raise
        return node


def _ask_to_front(owner: Mapping[str, Any]) -> None:
    from desktop.cli.owner import Owner

    session = Owner(owner["url"], owner["key"], table.load())
    try:
        session.control("raise", {})
    except PomoclockError as error:
        log.warning("the running window could not be asked to the front: %s", error.message)
    finally:
        session.close()


def _within(net: LoopThread, ending: Coroutine[Any, Any, None], what: str) -> None:
    """What does not end in time is left behind, so that the store is closed in any case."""
    try:
        net.run(ending).result(STOP_SECONDS)
    except TimeoutError:
        log.exception("%s did not stop within %d s", what, STOP_SECONDS)


def _record(
    uow: UnitOfWork, row: Operation, call: Call, params: Mapping[str, Any], body: Any, result: Any
) -> None:
    """Only a call that changes something needs the recorder, and a window starts without one."""
    from desktop.services import replicate

    replicate.record(uow, row, call, params, body, result)


def _off_loop(
    act: Callable[[Mapping[str, Any]], dict[str, Any]],
) -> Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]:
    """These wait for the disk, which the loop must not."""

    async def run(payload: dict[str, Any]) -> dict[str, Any]:
        import asyncio

        return await asyncio.to_thread(act, payload)

    return run


def _login_name() -> str:
    import getpass

    try:
        return getpass.getuser().capitalize()
    except (KeyError, OSError):
        return "Me"


def _nothing() -> None:
    """Without a window there is nothing to raise."""


def main(argv: Sequence[str] | None = None) -> int:
    from desktop.cli.main import run

    return run(App(), sys.argv[1:] if argv is None else argv)

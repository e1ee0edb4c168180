"""Timed work of a node on one scheduler, which itself keeps nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from desktop.store.store import Store

from . import forgotten, housekeeping
from .alarm import Alarm
from .review_watch import MINUTES, SECONDS, ReviewWatch
from .status import SyncStatus

# a job that was due while the machine slept runs once after it woke
DEFAULTS = {"misfire_grace_time": None, "coalesce": True}
THREADS = 2


class Timed:
    """Runs from when it is made until `stop`. `everybody`: all members here are reminded.

    `hourly` is done beside the housekeeping.
    """

    def __init__(
        self,
        store: Store,
        *,
        everybody: bool,
        status: Callable[[], SyncStatus],
        ask_sync: Callable[[], None],
        hourly: Sequence[Callable[[], None]] = (),
    ) -> None:
        self._scheduler = BackgroundScheduler(
            job_defaults=DEFAULTS,
            executors={"default": ThreadPoolExecutor(THREADS)},
            timezone="UTC",
        )
        for job in (partial(housekeeping.tidy, store), *hourly):
            self._scheduler.add_job(job, "interval", hours=1)
        self._scheduler.add_job(partial(forgotten.tell, store), "interval", minutes=MINUTES)
        watch = ReviewWatch(store, store.events)
        self._scheduler.add_job(watch.when_quiet, "interval", seconds=SECONDS)
        self._scheduler.add_job(watch.sweep, "interval", minutes=MINUTES)
        self._alarm = Alarm(
            store,
            self._scheduler,
            everybody=everybody,
            last_ok=lambda: status().last_ok,
            ask_sync=ask_sync,
        )
        self._scheduler.start()
        self._alarm.start()

    def stop(self) -> None:
        """Waits for what runs; what is due later is found at the next start."""
        self._alarm.stop()
        self._scheduler.shutdown(wait=True)

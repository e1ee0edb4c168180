from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QWidget

from desktop.services.status import SyncStatus
from desktop.ui import fonts
from desktop.ui.sync_chip import SyncChip, sync_words

NOW = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)


def on(state: str = "idle", **more: object) -> SyncStatus:
    return SyncStatus(connected=True, state=state, **more)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (on(last_ok=NOW), "Synced just now"),
        (on(last_ok=NOW - dt.timedelta(minutes=5)), "Synced 5 min ago"),
        (on("syncing", done=2, total=6, pending=6), "Syncing 2 of 6"),
        (on("offline", pending=3), "Offline · 3 changes safe on this device"),
        (on("offline", pending=1), "Offline · 1 change safe on this device"),
        (on("offline"), "Offline"),
        (
            on("unreachable", next_try_seconds=30, pending=1),
            "Server out of reach, next try in 30 s · 1 change safe on this device",
        ),
        (on("unreachable", next_try_seconds=30), "Server out of reach, next try in 30 s"),
        (on("unreachable"), "Server out of reach"),
        (on("attention", attention=1, pending=1), "1 change needs you"),
        (
            on("attention", attention=2, pending=7),
            "2 changes need you, 5 more waiting to send",
        ),
        (on("attention", expired=True), "Sign in again"),
        (
            on("attention", expired=True, pending=2, attention=1, last_ok=NOW),
            "Sign in again, 2 changes safe on this device",
        ),
        (SyncStatus(), "Not connected (data only on this device)"),
        (on(pending=2, last_ok=NOW), "2 changes waiting to send"),
        (on(), "Not synced yet"),
    ],
)
def test_the_chip_says_exactly_what_is_so(status: SyncStatus, words: str) -> None:
    assert sync_words(status, NOW).whole == words


def test_out_of_reach_shows_how_much_waits_in_the_room_there_is(qapp: QApplication) -> None:
    words = sync_words(on("unreachable", pending=128, next_try_seconds=105), NOW)
    assert (words.strong, words.more) == ("Server out of reach", "128 changes safe here")
    for text, weight in ((words.strong, 600), (words.more, 400)):
        metrics = QFontMetricsF(fonts.font("caption", weight=weight, tnum=True))
        assert metrics.horizontalAdvance(text) <= 183 - 37 - 8, text


def test_synced_is_never_said_of_what_is_only_here() -> None:
    for state in ("idle", "syncing", "offline", "unreachable", "attention"):
        said = sync_words(on(state, pending=1, last_ok=NOW), NOW).whole
        assert "Synced" not in said


def test_trouble_is_amber_and_never_red() -> None:
    for status in (on("offline"), on("unreachable"), on("attention", attention=1)):
        words = sync_words(status, NOW)
        assert words.ink == "break-text"
        assert words.alert
    assert sync_words(on(last_ok=NOW), NOW).ink == "accent-text"


def test_what_needs_a_person_comes_before_what_runs() -> None:
    status = on("syncing", done=1, total=2, attention=1, pending=2)
    assert sync_words(status, NOW).strong == "1 change needs you"


def test_the_chip_names_itself_and_grows_with_its_words(
    shown: Callable[[QWidget], QWidget],
) -> None:
    chip = shown(SyncChip())
    chip.set_status(on(last_ok=NOW), NOW)
    assert chip.accessibleName() == chip.toolTip() == "Synced just now"
    assert chip.sizeHint().height() == 38
    chip.set_status(on("offline", pending=3), NOW)
    assert chip.sizeHint().height() == 54


def test_the_narrow_chip_is_an_icon_that_still_says_everything(
    shown: Callable[[QWidget], QWidget],
) -> None:
    chip = shown(SyncChip())
    chip.set_status(on("offline", pending=3), NOW)
    chip.set_compact(compact=True)
    assert (chip.sizeHint().width(), chip.sizeHint().height()) == (44, 40)
    assert chip.toolTip() == "Offline · 3 changes safe on this device"
    with_count = chip.grab().toImage()
    chip.set_status(on("offline"), NOW)
    assert chip.grab().toImage() != with_count

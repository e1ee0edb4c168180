from __future__ import annotations

import threading

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from desktop.base.events import Changed, Events
from desktop.ui.bridge import Bridge


def changed(kind: str, *ids: int, seq: int = 0, initiator: str = "") -> Changed:
    return Changed({kind: frozenset(ids)}, seq, initiator)


def test_a_change_of_another_thread_arrives_on_the_gui_thread(qtbot: QtBot) -> None:
    events = Events()
    bridge = Bridge(events)
    threads: list[bool] = []
    bridge.changed.connect(lambda _: threads.append(QThread.currentThread().isMainThread()))
    worker = threading.Thread(target=lambda: events.publish(changed("shift", 1)))
    with qtbot.waitSignal(bridge.changed) as heard:
        worker.start()
    worker.join()
    assert threads == [True]
    assert heard.args[0].kinds == {"shift": frozenset({1})}
    bridge.close()


def test_twenty_thousand_changes_repaint_a_few_times_and_lose_none(qtbot: QtBot) -> None:
    events = Events()
    bridge = Bridge(events)
    heard: list[Changed] = []
    bridge.changed.connect(heard.append)

    def sync() -> None:
        for number in range(20_000):
            events.publish(changed("shift", number, seq=number))

    worker = threading.Thread(target=sync)
    worker.start()

    def everything() -> bool:
        return len({n for each in heard for n in each.kinds["shift"]}) == 20_000

    qtbot.waitUntil(everything, timeout=20_000)
    worker.join()
    assert heard[-1].seq == 19_999
    assert len(heard) < 100
    bridge.close()


def test_each_initiator_hears_its_own_echo_apart(qtbot: QtBot) -> None:
    events = Events()
    bridge = Bridge(events)
    heard: list[Changed] = []
    bridge.changed.connect(heard.append)
    events.publish(changed("shift", 1, initiator="today"))
    events.publish(changed("shift", 2))
    events.publish(changed("punch", 3, initiator="today"))
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert {each.initiator: dict(each.kinds) for each in heard} == {
        "today": {"shift": frozenset({1}), "punch": frozenset({3})},
        "": {"shift": frozenset({2})},
    }
    bridge.close()


def test_nothing_comes_after_the_bridge_was_closed(qtbot: QtBot) -> None:
    events = Events()
    bridge = Bridge(events)
    heard: list[Changed] = []
    bridge.changed.connect(heard.append)
    events.publish(changed("shift", 1))
    bridge.close()
    bridge.close()
    events.publish(changed("shift", 2))
    other = Bridge(events)
    with qtbot.waitSignal(other.changed):
        events.publish(changed("shift", 3))
    assert heard == []
    other.close()

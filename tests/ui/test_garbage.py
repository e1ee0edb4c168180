from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from desktop.ui import garbage
from desktop.ui.garbage import Collector


class Ring:
    """Refers to itself: only a collection ends it."""

    ended = 0

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        Ring.ended += 1


@pytest.fixture
def collector() -> Iterator[Collector]:
    Ring.ended = 0
    found = Collector()
    gc.collect()
    yield found
    found.stop()


def test_young_garbage_goes_at_the_next_turn(collector: Collector) -> None:
    Ring()
    collector._collect()
    assert Ring.ended == 1


def test_a_crowd_of_young_objects_is_waited_for_but_not_for_ever(collector: Collector) -> None:
    crowd = [[n] for n in range(garbage.CROWD + 1_000)]
    Ring()
    for _ in range(garbage.PATIENCE):
        collector._collect()
    assert Ring.ended == 0
    collector._collect()
    assert Ring.ended == 1
    assert len(crowd) > garbage.CROWD

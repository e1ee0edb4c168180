from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject

import desktop.ui.refcounts as refcounts


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from 3.12 on")
def test_a_window_may_call_qt_for_years() -> None:
    """Each call below takes a reference of None that is not its own (PySide6 6.12 on 3.11)."""
    holder = QObject()
    before = sys.getrefcount(None)
    for _ in range(10_000):
        holder.setObjectName("x")
    taken = before - sys.getrefcount(None)
    a_million_calls_a_second_for_a_thousand_years = 10**6 * 60 * 60 * 24 * 365 * 1000
    assert taken <= 20_000
    assert sys.getrefcount(None) > a_million_calls_a_second_for_a_thousand_years


def test_holding_twice_changes_nothing() -> None:
    before = sys.getrefcount(NotImplemented)
    refcounts.hold_singletons()
    assert abs(sys.getrefcount(NotImplemented) - before) < 100

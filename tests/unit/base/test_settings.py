from __future__ import annotations

import pytest

from desktop.base.settings import CLOSE, RAIL, THEME


def test_a_stored_text_becomes_its_value_and_rubbish_the_default() -> None:
    assert THEME.parse("dark") == "dark"
    assert THEME.parse("pink") == "system"
    assert THEME.parse(None) == "system"
    assert RAIL.parse("1") is True
    assert RAIL.parse("0") is False


def test_a_value_becomes_text_and_an_unknown_one_is_refused() -> None:
    assert RAIL.text(True) == "1"
    assert CLOSE.text("tray") == "tray"
    with pytest.raises(ValueError, match="ask, tray, quit"):
        CLOSE.text("never")

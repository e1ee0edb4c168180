from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QImage

from desktop.ui import tour
from desktop.ui.theme import theme
from tests.helpers.window import dressed


@pytest.fixture(autouse=True)
def _dressed(qapp: object) -> None:
    dressed()


def test_every_state_is_drawn_in_both_themes_and_sizes_and_no_two_alike(tmp_path: Path) -> None:
    files = tour.draw(tmp_path)
    names = {
        f"today-{state}-{scheme}-{size}.png"
        for state in (
            "off",
            "working",
            "break",
            "late",
            "offline",
            "focus",
            "focus_break",
            "empty",
            "error",
        )
        for scheme in ("light", "dark")
        for size in ("1280x800", "900x600")
    }
    assert {path.name for path in files} == names
    assert len({path.read_bytes() for path in files}) == len(names)
    for path in files:
        image = QImage(str(path))
        assert f"{image.width()}x{image.height()}" in path.name


def test_a_second_drawing_is_the_same_to_the_byte_and_leaves_the_program_as_it_was(
    tmp_path: Path,
) -> None:
    theme.choose("dark")
    before = QLocale()
    try:
        once = tour.draw(tmp_path / "a", themes=["light"], states=["working"])
        again = tour.draw(tmp_path / "b", themes=["light"], states=["working"])
        assert [path.read_bytes() for path in once] == [path.read_bytes() for path in again]
        assert theme.choice == "dark"
        assert QLocale() == before
    finally:
        theme.choose("system")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    from desktop.base.errors import Unavailable

    wall = tmp_path / "today-working-light-900x600.png"
    wall.mkdir()
    with pytest.raises(Unavailable, match="today-working-light-900x600"):
        tour.draw(tmp_path, themes=["light"], sizes=[(900, 600)], states=["working"])

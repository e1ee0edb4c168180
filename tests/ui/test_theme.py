from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QImage, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.base.paths import resources
from desktop.ui import fonts, icons, style
from desktop.ui.theme import Theme, theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.field import TextLine
from desktop.ui.widgets.label import Label

Show = Callable[[QWidget], QWidget]


def ratio(first: str, second: str) -> float:
    """WCAG contrast of two tokens."""

    def luminance(token: str) -> float:
        channels = theme.color(token).getRgbF()[:3]
        low, middle, high = (
            c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
        )
        return 0.2126 * low + 0.7152 * middle + 0.0722 * high

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("text", "surface"),
        ("text-2", "window"),
        ("text-3", "rail"),
        ("accent-text", "accent-tint"),
        ("break-text", "break-tint"),
        ("danger-text", "danger-tint"),
        ("info-text", "info-tint"),
        ("on-accent", "accent"),
    ],
)
def test_text_is_readable_on_what_it_stands_on(scheme: str, ink: str, ground: str) -> None:
    theme.choose(scheme)
    assert ratio(ink, ground) >= 4.5


def test_choosing_a_scheme_repaints_a_shown_widget(shown: Show) -> None:
    button = shown(Button("Clock in", "primary"))
    light = button.grab().toImage().pixelColor(4, 18)
    theme.choose("dark")
    dark = button.grab().toImage().pixelColor(4, 18)
    assert light == theme.tokens["light"]["accent"]
    assert dark == theme.tokens["dark"]["accent"]


def test_labels_follow_the_scheme_without_being_told(shown: Show) -> None:
    label = shown(Label("Hours", "body", "text-2"))
    theme.choose("dark")
    color = label.palette().color(label.foregroundRole())
    assert color == theme.color("text-2")


def test_system_follows_the_platform_and_unknown_counts_as_light(qtbot: QtBot) -> None:
    own = Theme()
    own.start()
    reported = QGuiApplication.styleHints().colorSchemeChanged
    with qtbot.waitSignal(own.changed):
        reported.emit(Qt.ColorScheme.Dark)
    assert own.dark
    with qtbot.waitSignal(own.changed):
        reported.emit(Qt.ColorScheme.Unknown)
    assert not own.dark


def test_a_chosen_scheme_stays_whatever_the_platform_reports(qtbot: QtBot) -> None:
    own = Theme()
    own.start()
    own.choose("light")
    with qtbot.assertNotEmitted(own.changed):
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert not own.dark


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="a theme is one of system, light, dark"):
        theme.choose("sepia")


def test_both_schemes_name_the_same_tokens() -> None:
    assert theme.tokens["light"].keys() == theme.tokens["dark"].keys()


def test_the_style_sheet_names_only_tokens_that_exist() -> None:
    assert "@" in style.SHEET
    assert "@" not in style.sheet()


def test_the_scrim_is_transparent_as_its_token_says() -> None:
    assert theme.color("scrim").alpha() == 0x66


def test_the_application_wears_our_font_and_palette(qapp: QApplication) -> None:
    assert qapp.font().family() == "Inter"
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme.color("window")


def test_running_digits_keep_their_width() -> None:
    metrics = QFontMetricsF(fonts.font("display_l", tnum=True))
    assert metrics.horizontalAdvance("1:11:11") == metrics.horizontalAdvance("8:08:08")
    assert fonts.font("display_l").family() == "Inter Display"


def test_fonts_grow_with_the_text_size() -> None:
    theme.set_scale(150)
    assert fonts.font("body").pixelSize() == 21
    assert fonts.line("body") == 30


def test_every_icon_that_the_code_names_exists_and_takes_its_colour() -> None:
    names = {path.stem for path in (resources() / "icons").glob("*.svg")}
    assert len(names) > 60
    for name in names:
        image = icons.pixmap(name, 24, "accent").toImage()
        inked = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 250
        ]
        assert inked, name
        assert all(abs(c.red() - theme.color("accent").red()) < 8 for c in inked), name


def test_icons_are_sharp_on_a_dense_screen_and_kept(qapp: QApplication) -> None:
    first = icons.pixmap("clock", 16, "text", 2.0)
    assert first.size().width() == 32
    assert first.devicePixelRatio() == 2.0
    assert icons.pixmap("clock", 16, "text", 2.0).cacheKey() == first.cacheKey()
    assert icons.pixmap("clock", 16, "accent", 2.0).cacheKey() != first.cacheKey()


def test_icons_named_in_the_source_are_files() -> None:
    folder = resources() / "icons"
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (resources().parent / "desktop" / "ui").rglob("*.py")
    )
    named = set(re.findall(r'(?:icon=|IconTile\(|IconButton\(|Icon\()"([a-z0-9-]+)"', source))
    assert named
    assert {name for name in named if not (folder / f"{name}.svg").exists()} == {"-"} & named


def test_a_painted_image_is_not_empty(shown: Show) -> None:
    image = shown(Button("Clock in", "primary", icon="log-in")).grab().toImage()
    assert image.format() is not QImage.Format.Format_Invalid
    assert len({image.pixel(x, 18) for x in range(image.width())}) > 3


def test_high_contrast_draws_lines_as_dark_as_text(qtbot: QtBot) -> None:
    own = Theme()
    own.start()
    asked = QGuiApplication.styleHints().accessibility().contrastPreferenceChanged
    with qtbot.waitSignal(own.changed):
        asked.emit(Qt.ContrastPreference.HighContrast)
    assert own.color("border") == own.color("text-2")
    with qtbot.waitSignal(own.changed):
        asked.emit(Qt.ContrastPreference.NoPreference)
    assert own.color("border") != own.color("text-2")


def test_a_choice_repaints_once(qtbot: QtBot) -> None:
    told: list[int] = []
    theme.changed.connect(lambda: told.append(1))
    theme.choose("dark")
    assert told == [1]
    theme.choose("dark")
    assert told == [1]


def test_placeholders_are_readable(shown: Show) -> None:
    field = shown(TextLine("Task", "What for"))
    color = field.palette().color(QPalette.ColorRole.PlaceholderText)
    assert color == theme.color("text-3")

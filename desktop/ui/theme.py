"""The colours of the window: tokens, which scheme holds now, and when that changes."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication

from desktop.base.paths import resource

_LINES = frozenset({"border"})
SCHEMES = ("system", "light", "dark")
_ASKED = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


class Theme(QObject):
    """One for the program. `changed` comes after colours, text size or motion changed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._loaded: dict[str, Any] | None = None
        self._colors: dict[str, QColor] = {}
        self._choice = "system"
        self._reported = Qt.ColorScheme.Unknown
        self._reports = True
        self._dark = False
        self._contrast = False
        self._started = False
        self.scale = 1.0
        self.moves = True

    @property
    def dark(self) -> bool:
        return self._dark

    @property
    def choice(self) -> str:
        """What the person picked: system, light or dark."""
        return self._choice

    @property
    def tokens(self) -> dict[str, Any]:
        if self._loaded is None:
            self._loaded = json.loads(resource("themes/tokens.json").read_text(encoding="utf-8"))
        return self._loaded

    def color(self, token: str) -> QColor:
        """The token's colour in the scheme that holds now; KeyError for a token nobody drew."""
        known = self._colors.get(token)
        if known is None:
            # whoever asks for contrast gets lines that are as dark as text
            line = self._contrast and token in _LINES
            drawn = "text-2" if line else token
            known = self._colors[token] = _color(self.tokens[self._scheme][drawn])
        return known

    def avatar(self, index: int) -> tuple[QColor, QColor]:
        """Background and letters of one of the avatar tints; any index fits."""
        tints = self.tokens["avatars"]
        tint = tints[index % len(tints)][self._scheme]
        return QColor(tint["bg"]), QColor(tint["fg"])

    def project(self, index: int) -> QColor:
        """The dot of a project or tag; any index fits."""
        dots = self.tokens["projects"]
        return QColor(dots[index % len(dots)][self._scheme])

    def radius(self, name: str) -> int:
        return int(self.tokens["radius"][name])

    def px(self, length: float) -> int:
        """A length that holds text, grown with the text size."""
        return round(length * self.scale)

    def choose(self, choice: str) -> None:
        """Takes system, light or dark, at once and everywhere."""
        if choice not in SCHEMES:
            raise ValueError(f"a theme is one of {', '.join(SCHEMES)}")
        self._choice, before = choice, self._choice
        hints = QGuiApplication.styleHints()
        self._reports = False  # of our own wish, which comes back as a report
        # the window frame and native menus follow too
        if choice == "system":
            hints.unsetColorScheme()
            self._reported = hints.colorScheme()
        else:
            hints.setColorScheme(_ASKED[choice])
        self._reports = True
        self._follow(also=choice != before)

    def set_scale(self, percent: int) -> None:
        """Text size, 100 to 200 percent."""
        scale = max(100, min(200, percent)) / 100
        if scale != self.scale:
            self.scale = scale
            self.changed.emit()

    def set_motion(self, *, on: bool) -> None:
        if on != self.moves:
            self.moves = on
            self.changed.emit()

    def ms(self, duration: int) -> int:
        """A duration of the design, or 0 when motion is off."""
        return duration if self.moves else 0

    def start(self) -> None:
        """Follows the system from now on; needs the application object."""
        if not self._started:
            self._started = True
            hints = QGuiApplication.styleHints()
            self._reported = hints.colorScheme()
            hints.colorSchemeChanged.connect(self._on_reported)
            wishes = hints.accessibility()
            self._contrast = wishes.contrastPreference() is Qt.ContrastPreference.HighContrast
            wishes.contrastPreferenceChanged.connect(self._on_contrast)
        self._dark = self._wants_dark()
        self._colors.clear()

    @property
    def _scheme(self) -> str:
        return "dark" if self._dark else "light"

    def _wants_dark(self) -> bool:
        if self._choice != "system":
            return self._choice == "dark"
        # Unknown, on platforms that cannot say, counts as light
        return self._reported is Qt.ColorScheme.Dark

    def _on_reported(self, scheme: Qt.ColorScheme) -> None:
        self._reported = scheme
        if self._reports:
            self._follow()

    def _on_contrast(self, preference: Qt.ContrastPreference) -> None:
        self._contrast = preference is Qt.ContrastPreference.HighContrast
        self._follow(also=True)

    def _follow(self, *, also: bool = False) -> None:
        dark = self._wants_dark()
        if dark != self._dark or also:
            self._dark = dark
            self._colors.clear()
            self.changed.emit()


def _color(text: str) -> QColor:
    """`#RRGGBB` or `#RRGGBBAA`; Qt itself would read the latter as alpha first."""
    if len(text) == 9:
        color = QColor(text[:7])
        color.setAlpha(int(text[7:], 16))
        return color
    return QColor(text)


theme = Theme()

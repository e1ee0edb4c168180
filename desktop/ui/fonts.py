"""Type: the roles of the design as fonts, loaded from our own files."""

from __future__ import annotations

import logging
from functools import cache, lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from desktop.base.paths import resource

from .theme import theme

log = logging.getLogger(__name__)

FILES = ("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "InterDisplay-SemiBold")
TEXT, DISPLAY = "Inter", "Inter Display"
WEIGHTS = {
    400: QFont.Weight.Normal,
    500: QFont.Weight.Medium,
    600: QFont.Weight.DemiBold,
}
_TIGHT = {"title": -0.015, "display_s": -0.04, "display_m": -0.03, "display_l": -0.03}
_TIGHT["display_kiosk"] = -0.04
_TNUM = QFont.Tag("tnum")


def load() -> None:
    """Registers the files; needs the application object. A missing file is logged, not fatal."""
    for name in FILES:
        if QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}.ttf"))) < 0:
            log.warning("the font %s could not be read; the system's is used", name)


def font(
    role: str = "body", *, weight: int | None = None, tnum: bool = False, px: int | None = None
) -> QFont:
    """The font of a role (caption small body heading title display_s display_m display_l).

    `weight` is 400, 500 or 600 in place of the role's; `tnum` sets digits of one width for numbers
    that run or align; `px` another pixel size, such as the 52 px clock of a narrow window.
    """
    return QFont(_font(role, weight, tnum, px, theme.scale))


def wide(
    text: str,
    role: str = "body",
    *,
    weight: int | None = None,
    tnum: bool = False,
    px: int | None = None,
) -> float:
    """How wide a text is in such a font: remembered, since layouts ask for the same again and again."""
    return _wide(text, role, weight, tnum, px, theme.scale)


def line(role: str) -> int:
    """The line height of a role in pixels, at the present text size."""
    return theme.px(theme.tokens["type"][role][1])


@lru_cache(maxsize=2048)
def _wide(
    text: str, role: str, weight: int | None, tnum: int, px: int | None, scale: float
) -> float:
    return QFontMetricsF(_font(role, weight, tnum, px, scale)).horizontalAdvance(text)


@cache
def _font(role: str, weight: int | None, tnum: int, px: int | None, scale: float) -> QFont:
    size, _, normal = theme.tokens["type"][role]
    size = round((px or size) * scale)
    made = QFont(DISPLAY if role.startswith("display") else TEXT)
    made.setPixelSize(size)
    made.setWeight(WEIGHTS[weight or normal])
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if role in _TIGHT:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, _TIGHT[role] * size)
    if tnum:
        made.setFeature(_TNUM, 1)
    return made

"""What Qt's own controls look like: palette and one style sheet, both filled from the tokens."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from . import fonts
from .theme import theme

ROLES = {
    "text": QPalette.ColorRole.WindowText,
    "text-2": QPalette.ColorRole.Mid,
    "text-3": QPalette.ColorRole.PlaceholderText,
    "accent-text": QPalette.ColorRole.Link,
    "break-text": QPalette.ColorRole.LinkVisited,
    "danger-text": QPalette.ColorRole.BrightText,
    "info-text": QPalette.ColorRole.Midlight,
    "on-accent": QPalette.ColorRole.HighlightedText,
    "disabled": QPalette.ColorRole.Shadow,
}
"""Tokens of text as palette roles: a label names its role once and follows every theme."""

_FILLS = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "rail",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Light: "hover",
    QPalette.ColorRole.Dark: "border",
}
_DISABLED = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)

_DRESSED = "pomoclock.dressed"

SHEET = """
QToolTip { background: @surface; color: @text; border: 1px solid @border; padding: 4px 8px; }
QLineEdit, QAbstractSpinBox { background: @surface; color: @text; border: 1px solid @border;
  border-radius: 8px; padding: 0 11px; placeholder-text-color: @text-3; selection-background-color: @accent;
  selection-color: @on-accent; }
QLineEdit:focus, QAbstractSpinBox:focus { border: 2px solid @focus; padding: 0 10px; }
QLineEdit[invalid="true"] { border: 1px solid @danger; padding: 0 11px; }
QLineEdit:disabled, QAbstractSpinBox:disabled { background: @window; color: @disabled;
  placeholder-text-color: @disabled; }
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus { background: transparent; border: none;
  padding: 0; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus { border: none; padding: 0;
  background: transparent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget[page="true"] { background: transparent;
  border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @border; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: @border-strong; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: @surface; color: @text; border: 1px solid @border; padding: 7px 6px; }
QMenu::item { padding: 8px 16px 8px 10px; border-radius: 6px; }
QMenu::icon { padding-left: 10px; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @text-3; }
QMenu::separator { height: 1px; background: @border; margin: 7px -6px; }
QListView { background: @surface; color: @text; border: none; outline: 0; }
QListView::item { border-radius: 6px; padding: 6px 10px; }
QListView::item:hover { background: @hover; }
QListView::item:selected { background: @selected; color: @text; }
QAbstractItemView#completions { border: 1px solid @border; padding: 4px; }
QTableView { background: @surface; border: none; outline: 0; gridline-color: @border;
  selection-background-color: @selected; selection-color: @text; }
"""


def palette() -> QPalette:
    """The application's palette in the scheme that holds now."""
    made = QPalette()
    for role, token in _FILLS.items():
        made.setColor(role, theme.color(token))
    for token, role in ROLES.items():
        made.setColor(role, theme.color(token))
    for role in _DISABLED:
        made.setColor(QPalette.ColorGroup.Disabled, role, theme.color("disabled"))
    return made


def sheet() -> str:
    """The style sheet with every @token replaced by its colour."""
    return re.sub(r"@([a-z0-9-]+)", lambda found: _css(theme.color(found[1])), SHEET)


def install(app: QApplication) -> None:
    """Fonts, palette and sheet, now and after every change of the theme; once for an application."""
    if app.property(_DRESSED):
        return
    app.setProperty(_DRESSED, True)
    fonts.load()
    theme.start()
    app.setStyle("Fusion")
    theme.changed.connect(_restyle)
    _restyle()


def _restyle() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.setFont(fonts.font("body"))
        app.setPalette(palette())
        app.setStyleSheet(sheet())


def _css(color: QColor) -> str:
    return color.name() if color.alpha() == 255 else color.name(QColor.NameFormat.HexArgb)

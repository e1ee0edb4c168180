"""The Qt application: its names, its messages in our log, its words and its looks."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtCore import (
    QLocale,
    QMessageLogContext,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.base.paths import resources

from . import style
from .mark import app_icon
from .theme import theme

NAME = "Pomoclock"
DESKTOP_ID = "org.pomoclock.Pomoclock"
"""Also the name of the .desktop file: without it Wayland shows no icon."""

log = logging.getLogger("qt")
_words: list[bytes] = []
"""What the translators read from: they keep no copy."""
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def application(argv: Sequence[str]) -> QApplication:
    """Made once, before any widget. Closing the last window does not end it: the window says when."""
    QGuiApplication.setDesktopFileName(DESKTOP_ID)
    QApplication.setApplicationName(NAME)
    QApplication.setApplicationDisplayName(NAME)
    qInstallMessageHandler(_message)
    app = QApplication(list(argv))
    app.setQuitOnLastWindowClosed(False)
    dress(app)
    return app


def dress(app: QApplication) -> None:
    """Words and looks for an application object, which tests make themselves."""
    load_words(app)
    style.install(app)
    QGuiApplication.setWindowIcon(app_icon())
    theme.changed.connect(_reicon)


def load_words(app: QApplication) -> None:
    """English plural forms always, the system's language over them when we have it."""
    names = ["pomoclock_en.qm"]
    language = QLocale().name().split("_", maxsplit=1)[0]
    if language != "en":
        names.append(f"pomoclock_{language}.qm")
    for name in names:
        path = resources() / "i18n" / name
        if not path.exists():
            continue
        # read, not mapped as Qt would: an update that writes the file anew must not end the window
        words = path.read_bytes()
        translator = QTranslator(app)
        if translator.load(words):
            _words.append(words)
            app.installTranslator(translator)


def _reicon() -> None:
    QGuiApplication.setWindowIcon(app_icon())


def _message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    category = context.category or "default"
    log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", category, text)

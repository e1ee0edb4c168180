"""A day's work as a line: what was planned, worked and paused, and where now is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from .. import fonts
from .. import format as fmt
from ..theme import theme
from . import paint

translate = QCoreApplication.translate
HOUR = dt.timedelta(hours=1)
_STEPS = (1, 2, 3, 4, 6, 12)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the day; instants are aware."""

    start: dt.datetime
    end: dt.datetime
    kind: Literal["work", "break"] = "work"


@dataclass(frozen=True, slots=True)
class Day:
    """What a timeline shows. `start` and `end` are the ends of its axis, on whole hours."""

    start: dt.datetime
    end: dt.datetime
    zone: dt.tzinfo
    spans: Sequence[Span] = ()
    plan: Sequence[tuple[dt.datetime, dt.datetime]] = ()
    now: dt.datetime | None = None


def axis(moments: Sequence[dt.datetime], zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
    """Whole even hours around all moments with an hour to spare, and at least twelve of them."""
    first = min(moments).astimezone(zone) - HOUR
    last = max(moments).astimezone(zone) + HOUR
    start = first.replace(minute=0, second=0, microsecond=0)
    start -= HOUR * (start.hour % 2)
    hours = -((start - last) // HOUR)
    hours = max(12, hours + hours % 2)
    return start, start + HOUR * hours


class Timeline(QAbstractButton):
    """The plan lane above, work 24 high, breaks 10 high, the now line. A click opens the punches."""

    opened = Signal()
    focus_radius = 4

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day: Day | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(translate("Timeline", "Today’s punches"))
        self.setToolTip(translate("Timeline", "Open today’s punches"))
        self.clicked.connect(self.opened)
        theme.changed.connect(self.updateGeometry)

    def set_day(self, day: Day) -> None:
        self._day = day
        self.setAccessibleDescription(describe(day))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), 34 + theme.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        track = QRectF(0, 10, self.width(), 24)
        paint.box(painter, track, theme.radius("bar"), theme.color("sunken"))
        if self._day is None:
            return
        for start, end in self._day.plan:
            left, right = self._x(start), self._x(end)
            paint.box(painter, QRectF(left, 0, right - left, 4), 2, theme.color("scheduled"))
        for span in self._day.spans:
            self._span(painter, span)
        taken = self._now(painter)
        self._hours(painter, taken)

    def _span(self, painter: QPainter, span: Span) -> None:
        left, right = self._x(span.start), self._x(span.end)
        wide = max(2.0, right - left - 1)
        if span.kind == "break":
            shape = QRectF(left, 17, wide, 10)
            paint.box(painter, shape, min(4, wide / 2), theme.color("break"))
        else:
            paint.box(painter, QRectF(left, 10, wide, 24), min(4, wide / 2), theme.color("accent"))

    def _now(self, painter: QPainter) -> QRectF | None:
        """The line and its label; returns where the label is, for the hours to keep clear of."""
        day = self._day
        if day is None or day.now is None or not day.start <= day.now <= day.end:
            return None
        x = round(self._x(day.now))
        painter.fillRect(QRectF(min(x, self.width() - 2), 6, 2, 33), theme.color("text"))
        words = translate("Timeline", "Now %1").replace("%1", fmt.clock_time(day.now, day.zone))
        painter.setFont(fonts.font("caption", weight=600, tnum=True))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(words)
        left = max(0.0, min(self.width() - wide, x - wide / 2))
        spot = QRectF(left, 41, wide + 1, fonts.line("caption"))
        painter.setPen(theme.color("text"))
        painter.drawText(spot, _LEFT, words)
        return spot

    def _hours(self, painter: QPainter, taken: QRectF | None) -> None:
        day = self._day
        if day is None:
            return
        painter.setFont(fonts.font("caption", tnum=True))
        painter.setPen(theme.color("text-3"))
        metrics = QFontMetricsF(painter.font())
        widest = metrics.horizontalAdvance(fmt.clock_time(day.start, day.zone)) + 12
        hours = (day.end - day.start) // HOUR
        fits = [step for step in _STEPS if self.width() / hours * step >= widest * 1.5]
        step = max(2, fits[0]) if fits else 12
        blocked = taken.adjusted(-8, 0, 8, 0) if taken is not None else None
        for hour in range(0, hours + 1, step):
            words = fmt.clock_time(day.start + HOUR * hour, day.zone)
            wide = metrics.horizontalAdvance(words)
            left = self._x(day.start + HOUR * hour) - wide / 2
            left = max(0.0, min(self.width() - wide, left))
            spot = QRectF(left, 41, wide + 1, fonts.line("caption"))
            if blocked is None or not spot.intersects(blocked):
                painter.drawText(spot, _LEFT, words)

    def _x(self, moment: dt.datetime) -> float:
        day = self._day
        if day is None:
            return 0.0
        part = (moment - day.start) / (day.end - day.start)
        return max(0.0, min(1.0, part)) * self.width()


def describe(day: Day) -> str:
    """The line in words, for those who do not see it."""
    parts = []
    for span in day.spans:
        when = fmt.time_range(span.start, span.end, day.zone)
        text = (
            translate("Timeline", "Break %1")
            if span.kind == "break"
            else translate("Timeline", "Work %1")
        )
        parts.append(text.replace("%1", when))
    for start, end in day.plan:
        when = fmt.time_range(start, end, day.zone)
        parts.append(translate("Timeline", "Scheduled %1").replace("%1", when))
    return ", ".join(parts) or translate("Timeline", "No punches today")


class Legend(QWidget):
    """Scheduled, Work, Break with the shapes that the timeline gives them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(fonts.font("caption"))
        wide = sum(metrics.horizontalAdvance(words) + mark + 6 for words, mark, *_ in _entries())
        return QSize(round(wide) + 2 * 16 + 1, fonts.line("caption"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = fonts.font("caption")
        metrics, x, middle = QFontMetricsF(font), 0.0, self.height() / 2
        for words, wide, high, token in _entries():
            shape = QRectF(x, round(middle - high / 2), wide, high)
            paint.box(painter, shape, min(3, high / 2), theme.color(token))
            painter.setFont(font)
            painter.setPen(theme.color("text-2"))
            room = QRectF(x + wide + 6, 0, metrics.horizontalAdvance(words) + 2, self.height())
            painter.drawText(room, _LEFT, words)
            x = room.right() - 2 + 16


def _entries() -> tuple[tuple[str, int, int, str], ...]:
    return (
        (translate("Timeline", "Scheduled"), 14, 4, "scheduled"),
        (translate("Timeline", "Work"), 12, 12, "accent"),
        (translate("Timeline", "Break"), 12, 6, "break"),
    )


_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft

"""A day's work as a line: what was planned, worked and paused, and where now is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.domain.today import Kind, Span

from .. import fonts
from .. import format as fmt
from ..theme import theme
from . import paint

translate = QCoreApplication.translate
HOUR = dt.timedelta(hours=1)
MOST_SAID = 12
"""So many stretches are said one by one; who wants all opens the punches."""
_STEPS = (1, 2, 3, 4, 6, 12)


@dataclass(frozen=True, slots=True)
class Day:
    """What a timeline shows. `start` and `end` are the ends of its axis, on whole hours.

    A span that runs is drawn up to `now`.
    """

    start: dt.datetime
    end: dt.datetime
    zone: dt.tzinfo
    spans: Sequence[Span] = ()
    plan: Sequence[tuple[dt.datetime, dt.datetime]] = ()
    now: dt.datetime | None = None

    def until(self, span: Span) -> dt.datetime:
        """Where a span ends on the line, never before it begins."""
        return span.end or max(self.now or span.start, span.start)


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
        self._shapes: tuple[int, dict[Kind, QPainterPath]] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(translate("Timeline", "Today’s punches"))
        self.setToolTip(translate("Timeline", "Open today’s punches"))
        self.clicked.connect(self.opened)
        theme.changed.connect(self.updateGeometry)

    def set_day(self, day: Day) -> None:
        self._day = day
        self._shapes = None
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
        for kind, shape in self._drawn(self._day).items():
            painter.fillPath(shape, theme.color("break" if kind == "break" else "accent"))
        taken = self._now(painter)
        self._hours(painter, taken)

    def _drawn(self, day: Day) -> dict[Kind, QPainterPath]:
        """All work as one shape and all breaks as another, kept until day or width change.

        What would lie within a pixel of what is drawn already is left out: a day of a thousand
        punches is painted as fast as one of four.
        """
        if self._shapes is not None and self._shapes[0] == self.width():
            return self._shapes[1]
        shapes: dict[Kind, QPainterPath] = {"work": QPainterPath(), "break": QPainterPath()}
        reached: dict[Kind, float] = {"work": -1.0, "break": -1.0}
        for shape in shapes.values():
            shape.setFillRule(Qt.FillRule.WindingFill)
        for span in day.spans:
            left = self._x(span.start)
            wide = max(2.0, self._x(day.until(span)) - left - 1)
            if left + wide < reached[span.kind] + 1:
                continue
            reached[span.kind] = left + wide
            top, high = (17, 10) if span.kind == "break" else (10, 24)
            round_ = min(4.0, wide / 2)
            shapes[span.kind].addRoundedRect(QRectF(left, top, wide, high), round_, round_)
        self._shapes = (self.width(), shapes)
        return shapes

    def _now(self, painter: QPainter) -> QRectF | None:
        """The line and its label; returns where the label is, for the hours to keep clear of."""
        day = self._day
        if day is None or day.now is None or not day.start <= day.now <= day.end:
            return None
        x = round(self._x(day.now))
        painter.fillRect(QRectF(min(x, self.width() - 2), 6, 2, 33), theme.color("text"))
        words = translate("Timeline", "Now %1").replace("%1", fmt.clock_time(day.now, day.zone))
        painter.setFont(fonts.font("caption", weight=600, tnum=True))
        wide = fonts.wide(words, "caption", weight=600, tnum=True)
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
        widest = fonts.wide(fmt.clock_time(day.start, day.zone), "caption", tnum=True) + 12
        hours = (day.end - day.start) // HOUR
        fits = [step for step in _STEPS if self.width() / hours * step >= widest * 1.5]
        step = max(2, fits[0]) if fits else 12
        blocked = taken.adjusted(-8, 0, 8, 0) if taken is not None else None
        for hour in range(0, hours + 1, step):
            words = fmt.clock_time(day.start + HOUR * hour, day.zone)
            wide = fonts.wide(words, "caption", tnum=True)
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
    spans = day.spans[-MOST_SAID:]
    if len(spans) < len(day.spans):
        earlier = translate("Timeline", "%1 earlier stretches")
        parts.append(earlier.replace("%1", str(len(day.spans) - len(spans))))
    for span in spans:
        when = fmt.time_range(span.start, day.until(span), day.zone)
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

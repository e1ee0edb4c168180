"""Times, dates and durations in words: the one place that spells them.

Durations are timedeltas; instants are aware datetimes, shown in the zone that is passed.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

translate = QCoreApplication.translate

NONE = "—"
CLOCKS = ("system", "24", "12")

_clock = "system"


def set_clock(choice: str) -> None:
    """How times are written: as the system does, in 24 or in 12 hours."""
    if choice not in CLOCKS:
        raise ValueError(f"a clock is one of {', '.join(CLOCKS)}")
    global _clock  # noqa: PLW0603 - one setting of the whole window, as QLocale's default is
    _clock = choice


def clock_time(instant: dt.datetime, zone: dt.tzinfo, *, home: dt.tzinfo | None = None) -> str:
    """E.g. 13:23. With `home` the zone's name follows when it differs there at that instant."""
    local = instant.astimezone(zone)
    text = _written(local.hour, local.minute, _pattern(), QLocale().name())
    if home is not None and local.utcoffset() != instant.astimezone(home).utcoffset():
        text = f"{text} {local.tzname()}"
    return text


def time_pattern() -> str:
    """How a field for a time is written and read."""
    return _pattern()


def time_range(
    start: dt.datetime, end: dt.datetime | None, zone: dt.tzinfo, *, home: dt.tzinfo | None = None
) -> str:
    """09:00–17:00; an end on a later day carries +1; an open end stays open."""
    first = clock_time(start, zone)
    if end is None:
        return f"{first}–"
    text = f"{first}–{clock_time(end, zone, home=home)}"
    days = (end.astimezone(zone).date() - start.astimezone(zone).date()).days
    # midnight ends the day it closes
    if days and end.astimezone(zone).time() == dt.time(0):
        days -= 1
    return f"{text} +{days}" if days > 0 else text


def hour_range(start: dt.datetime, end: dt.datetime, zone: dt.tzinfo) -> str:
    """09–17 in the shift grid, where whole hours shorten."""
    moments = [moment.astimezone(zone) for moment in (start, end)]
    if any(moment.minute for moment in moments) or "a" in _pattern().lower():
        return time_range(start, end, zone)
    return "–".join(f"{moment.hour:02}" for moment in moments)


def day_long(day: dt.date) -> str:
    """Thursday 20 November."""
    return _date(day, "dddd d MMMM")


def day_medium(day: dt.date) -> str:
    """Thu 20 November."""
    return _date(day, "ddd d MMMM")


def day_short(day: dt.date) -> str:
    """20 Nov."""
    return _date(day, "d MMM")


def weekday(day: dt.date) -> str:
    """Thu 20."""
    return _date(day, "ddd d")


def day_spoken(day: dt.date, today: dt.date) -> str:
    """Thursday for a day of the last week, else Thursday 20 November."""
    return _date(day, "dddd") if 0 <= (today - day).days < 7 else day_long(day)


def weekday_name(day: dt.date) -> str:
    """Thu."""
    return _date(day, "ddd")


def prose(duration: dt.timedelta | None) -> str:
    """4 h 12 min, 3 h, 15 min."""
    if duration is None:
        return NONE
    hours, minutes = _split(duration)
    if not hours:
        return translate("Format", "%1 min").replace("%1", str(minutes))
    if not minutes:
        return translate("Format", "%1 h").replace("%1", str(hours))
    text = translate("Format", "%1 h %2 min")
    return text.replace("%1", str(hours)).replace("%2", str(minutes))


def table(duration: dt.timedelta | None) -> str:
    """4h 12m, 20h 00m, 25m: minutes keep two digits below hours, so that columns align."""
    if duration is None:
        return NONE
    hours, minutes = _split(duration)
    if not hours:
        return translate("Format", "%1m").replace("%1", str(minutes))
    text = translate("Format", "%1h %2m")
    return text.replace("%1", str(hours)).replace("%2", f"{minutes:02}")


def planned(duration: dt.timedelta | None) -> str:
    """8h, 7h 30m, 45m: as table, but whole hours are short."""
    if duration is None:
        return NONE
    hours, minutes = _split(duration)
    if hours and not minutes:
        return translate("Format", "%1h").replace("%1", str(hours))
    return table(duration)


def running(duration: dt.timedelta) -> str:
    """4:12:38, whole seconds that have passed."""
    seconds = max(0, duration // dt.timedelta(seconds=1))
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def timer(left: dt.timedelta) -> str:
    """25:00 counting down: a begun second still counts, so 0:00 means over."""
    seconds = max(0, -(-left // dt.timedelta(seconds=1)))
    return f"{seconds // 60}:{seconds % 60:02}"


def spoken(duration: dt.timedelta) -> str:
    """4 hours 12 minutes, for screen readers."""
    hours, minutes = _split(duration)
    parts = []
    if hours:
        parts.append(translate("Format", "%n hour(s)", "", hours))
    if minutes or not hours:
        parts.append(translate("Format", "%n minute(s)", "", minutes))
    return " ".join(parts)


def ago(passed: dt.timedelta) -> str:
    """Just now, 5 min ago, 3 h ago, 2 days ago."""
    if passed < dt.timedelta(minutes=1):
        return translate("Format", "just now")
    if passed >= dt.timedelta(days=1):
        return translate("Format", "%n day(s) ago", "", passed.days)
    if passed >= dt.timedelta(hours=1):
        passed = dt.timedelta(hours=passed // dt.timedelta(hours=1))
    return translate("Format", "%1 ago").replace("%1", prose(passed))


def money(amount: float, currency: str) -> str:
    """An amount with the sign or code of its currency, as the locale writes it."""
    return QLocale().toCurrencyString(amount, currency)


def _split(duration: dt.timedelta) -> tuple[int, int]:
    minutes = max(0, duration // dt.timedelta(minutes=1))
    return minutes // 60, minutes % 60


def _date(day: dt.date, pattern: str) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), pattern)


@cache
def _written(hour: int, minute: int, pattern: str, _locale: str) -> str:
    """Remembered: a list of shifts spells the same few times every second."""
    return QLocale().toString(QTime(hour, minute), pattern)


def _pattern() -> str:
    if _clock == "24":
        return "HH:mm"
    if _clock == "12":
        return "h:mm ap"
    return _system_pattern(QLocale().name())


@cache
def _system_pattern(_name: str) -> str:
    locale = QLocale()
    if locale.language() is QLocale.Language.C:
        return "HH:mm"  # the C locale's own short form has seconds
    return locale.timeFormat(QLocale.FormatType.ShortFormat)

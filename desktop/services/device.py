"""This machine's clock as a punch records it."""

from __future__ import annotations

from desktop.base.clock import Clock

from .context import Sample


def zone_name() -> str:
    """The IANA name of the machine's zone, UTC when it cannot be told."""
    import tzlocal

    try:
        return tzlocal.get_localzone_name() or "UTC"
    except (LookupError, OSError, ValueError):
        return "UTC"


def sample(clock: Clock, *, skew_ms: int = 0) -> Sample:
    """Wall zone and offset, the clock that counts from boot, and the boot, at this moment."""
    offset = clock.now().astimezone().utcoffset()
    return Sample(
        monotonic_ms=int(clock.since_boot() * 1000),
        boot_id=clock.boot_id(),
        time_zone=zone_name(),
        utc_offset_minutes=int(offset.total_seconds() // 60) if offset else 0,
        skew_ms=skew_ms,
    )

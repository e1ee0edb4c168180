"""Reading the change feed."""

from __future__ import annotations

from ..uow import Reader


def newest(reader: Reader) -> dict[str, int]:
    """The highest change sequence of every kind that ever changed."""
    return {
        str(kind): int(seq)
        for kind, seq in reader.select("select kind, max(seq) from change group by kind")
    }

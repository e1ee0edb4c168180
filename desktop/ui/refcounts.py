"""Keeps None, True and False alive under PySide6 6.12 on Python 3.11."""

from __future__ import annotations

import sys

AMPLE = sys.maxsize >> 4


def hold_singletons() -> None:
    """PySide6 6.12.0 is built as if these objects were immortal, which they are from Python 3.12 on.

    On 3.11 each Qt call that returns one of them takes a reference that is not its own; after a few
    thousand calls the count is zero and the interpreter aborts with "none_dealloc: deallocating
    None". More references than a window can ever take make them as good as immortal. See
    docs/decisions/0180.
    """
    if sys.version_info >= (3, 12):
        return
    if sys.implementation.name != "cpython" or hasattr(sys, "gettotalrefcount"):
        return  # the count is not the first word of the object there
    import ctypes

    for each in (None, True, False, NotImplemented):
        count = ctypes.c_ssize_t.from_address(id(each))
        if count.value < AMPLE:
            count.value += AMPLE

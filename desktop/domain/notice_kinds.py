"""What reminders and news of the roster are called: a window that shows them imports no rule."""

from __future__ import annotations

UPCOMING = "shift_upcoming"
CLOCK_IN = "shift_forgot_clockin"
CLOCK_OUT = "shift_forgot_clockout"
EVENT = "event_upcoming"
FORGOTTEN = "clock_out_missing"
"""Asked about on a later day; it is no reminder and holds until it is answered."""
KINDS = (UPCOMING, CLOCK_IN, CLOCK_OUT, EVENT)

PUBLISHED, CHANGED = "shift_published", "shift_changed"
CANCELED, TAKEN = "shift_canceled", "shift_taken"
OFFERED, SWAP_ASKED, NOT_CHOSEN = "shift_offered", "shift_swap_asked", "shift_not_chosen"
ROSTER = frozenset({PUBLISHED, CHANGED, CANCELED, TAKEN, OFFERED, SWAP_ASKED, NOT_CHOSEN})

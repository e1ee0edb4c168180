"""Telling assistive technology what happened, once."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Speaks a change of state after what is being said now, or at once when urgent.

    Never for ticking seconds. Costs nothing while no assistive technology listens.
    """
    # not at import: its types take 4 ms that the first paint does not need
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(widget, text)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)

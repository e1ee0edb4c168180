"""Taking a layout apart, so that the same widgets can be laid out anew for another width."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout


def clear(layout: QLayout) -> None:
    """Empties a layout and all inside it; the widgets stay alive and belong to their parent."""
    while (item := layout.takeAt(0)) is not None:
        inner = item.layout()
        if inner is not None:
            clear(inner)
            inner.deleteLater()

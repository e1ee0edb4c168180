"""Pages as a PDF, with the fonts inside and no link to anywhere."""

from __future__ import annotations

import io
import threading
from typing import Any

from desktop.base.paths import resources
from desktop.domain.exports import sheet_paper
from desktop.domain.exports.facts import Pack
from desktop.domain.exports.paper import A4, Box, Page

from .typeset import Type, type_of

_one_at_a_time = threading.Lock()


def render(pack: Pack) -> bytes:
    """Every sheet of the pack, one after the other, each beginning a page and counting its own."""
    with _one_at_a_time:  # fonts are shared, and learn letters while they draw
        return _render(pack)


def _render(pack: Pack) -> bytes:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # streams as bytes: every reader takes them, and they are a fifth smaller
    fonts = type_of(resources() / "fonts")
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, initialFontName="Inter")
    canvas.setTitle(f"Timesheets {pack.batch.first} to {pack.batch.last}")
    canvas.setSubject(f"Batch {pack.batch.label} of {pack.batch.team}")
    canvas.setAuthor(pack.batch.by)
    canvas.setCreator(f"Pomoclock {pack.batch.version}")
    for sheet in pack.sheets:
        canvas.bookmarkPage(f"sheet-{sheet.id}")
        title = (
            f"{sheet.person.name}, {sheet_paper.day(sheet.start)} – {sheet_paper.day(sheet.end)}"
        )
        canvas.addOutlineEntry(title, f"sheet-{sheet.id}")
        for page in sheet_paper.pages(pack, sheet, fonts):
            _draw(canvas, page, fonts)
            canvas.showPage()
    if not pack.sheets:
        canvas.setFont("Inter", 11)
        canvas.drawString(45, 780, "There is no timesheet in these days.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Any, page: Page, fonts: Type) -> None:
    """Boxes first, then all text as one object, told only what changes from mark to mark."""
    from reportlab.lib.colors import HexColor

    for mark in page.marks:
        if isinstance(mark, Box):
            canvas.setFillColor(HexColor(mark.color))
            canvas.rect(mark.x, mark.y, mark.width, mark.height, stroke=0, fill=1)
    words = canvas.beginText()
    color, face = "", ("", 0.0)
    for mark in page.marks:
        if isinstance(mark, Box):
            continue
        if mark.color != color:
            color = mark.color
            words.setFillColor(HexColor(color))
        x = mark.x
        for font, text, wide in fonts.runs(mark.text, mark.font):
            if (font, mark.size) != face:
                face = (font, mark.size)
                words.setFont(*face)
            words.setTextOrigin(x, mark.y)
            words.textOut(text)
            x += wide * mark.size / 1000
    canvas.drawText(words)

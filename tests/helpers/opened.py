"""What is inside of exported files, read without the libraries that wrote them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from base64 import a85decode
from xml.etree import ElementTree as ET

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _xml(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 - a file that the test itself has just made


def rows(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    """A CSV file's rows by column."""
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


class Workbook:
    """A workbook's cells: texts as str, numbers as float; `formulas` counts what would be calculated."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        book = _xml(self._zip.read("xl/workbook.xml"))
        self.names = [sheet.attrib["name"] for sheet in book.iter(f"{_S}sheet")]
        shared = _xml(self._zip.read("xl/sharedStrings.xml"))
        self._texts = [
            "".join(t.text or "" for t in si.iter(f"{_S}t")) for si in shared.iter(f"{_S}si")
        ]

    @property
    def formulas(self) -> int:
        parts = [name for name in self._zip.namelist() if name.endswith(".xml")]
        return sum(self._zip.read(name).count(b"<f>") for name in parts)

    @property
    def links(self) -> int:
        return sum(
            self._zip.read(n).count(b"hyperlink") for n in self._zip.namelist() if "sheet" in n
        )

    def rows(self, name: str) -> list[dict[str, str | float]]:
        at = self.names.index(name) + 1
        sheet = _xml(self._zip.read(f"xl/worksheets/sheet{at}.xml"))
        lines = [self._cells(row) for row in sheet.iter(f"{_S}row")]
        head = {column: str(value) for column, value in lines[0].items()}
        return [{head[c]: value for c, value in line.items() if c in head} for line in lines[1:]]

    def _cells(self, row: ET.Element) -> dict[str, str | float]:
        found: dict[str, str | float] = {}
        for cell in row.iter(f"{_S}c"):
            value = cell.find(f"{_S}v")
            if value is None or value.text is None:
                continue
            column = re.sub(r"\d", "", cell.attrib["r"])
            is_text = cell.attrib.get("t") == "s"
            found[column] = self._texts[int(value.text)] if is_text else float(value.text)
        return found


def pdf_text(content: bytes) -> str:
    """The words of a PDF of ours: every string that is drawn, through the fonts' own tables."""
    objects = dict(re.findall(rb"(\d+) 0 obj\r?\n?(.*?)endobj", content, re.DOTALL))
    streams = {number: _stream(body) for number, body in objects.items() if b"stream" in body}
    maps: dict[bytes, dict[int, str]] = {}
    for body in objects.values():
        found = re.search(rb"/ToUnicode (\d+) 0 R", body)
        name = re.search(rb"/Name /(F[\d+]+)", body)
        if found and name:
            maps[name[1]] = _codes(streams[found[1]])
    said: list[str] = []
    for stream in streams.values():
        if b" Tf" in stream:
            said += _drawn(stream, maps)
    return "\n".join(said)


def _stream(body: bytes) -> bytes:
    raw = body.split(b"stream", 1)[1].rsplit(b"endstream", 1)[0].strip(b"\r\n")
    if b"/ASCII85Decode" in body:
        raw = a85decode(raw.strip().removesuffix(b"~>"))
    return zlib.decompress(raw) if b"/FlateDecode" in body else raw


def _codes(cmap: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for code, text in re.findall(rb"<([0-9A-Fa-f]{2})> <([0-9A-Fa-f]{4,})>", cmap):
        found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for start, block in re.findall(rb"<([0-9A-Fa-f]{2})> <[0-9A-Fa-f]{2}>\s*\[([^\]]*)\]", cmap):
        for n, text in enumerate(re.findall(rb"<([0-9A-Fa-f]{4,})>", block)):
            found[int(start, 16) + n] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found


def _drawn(stream: bytes, maps: dict[bytes, dict[int, str]]) -> list[str]:
    said: list[str] = []
    font = b""
    pattern = rb"/(F[\d+]+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj"
    for name, raw in re.findall(pattern, stream, re.DOTALL):
        if name:
            font = name
            continue
        plain = re.sub(
            rb"\\([0-7]{3}|.)",
            lambda m: bytes([int(m[1], 8)]) if len(m[1]) == 3 else m[1],
            raw,
            flags=re.DOTALL,
        )
        table = maps.get(font, {})
        said.append("".join(table.get(byte, chr(byte)) for byte in plain))
    return said

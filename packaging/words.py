"""Collects the words of the window for translators and builds what the program loads.

    python packaging/words.py

English needs only its plural forms: new ones that read "%n thing(s)" are filled in, any other is
left unfinished and reported, to be written by hand in resources/i18n/pomoclock_en.ts.
"""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "resources" / "i18n" / "pomoclock_en.ts"
ALIKE = re.compile(r"%n (more|done|today)\b")
"""What English says alike of one and of many."""
TOOLS = Path(sys.executable).parent


def main() -> int:
    sources = sorted(str(path) for path in (ROOT / "desktop" / "ui").rglob("*.py"))
    update = [TOOLS / "pyside6-lupdate", "-pluralonly", "-no-obsolete", "-locations", "none"]
    subprocess.run([*update, *sources, "-ts", ENGLISH], check=True, capture_output=True)  # noqa: S603 - Qt's own
    tree = ET.parse(ENGLISH)  # noqa: S314 - our own file
    unfinished = [text for message in tree.iter("message") if (text := fill(message))]
    tree.write(ENGLISH, encoding="utf-8", xml_declaration=True)
    for text in unfinished:
        sys.stderr.write(f"write the plural forms of {text!r} in {ENGLISH.name}\n")
    if unfinished:
        return 1
    release = [TOOLS / "pyside6-lrelease", ENGLISH, "-qm", ENGLISH.with_suffix(".qm")]
    subprocess.run(release, check=True, capture_output=True)  # noqa: S603 - Qt's own
    return 0


def fill(message: ET.Element) -> str:
    """Writes the two forms where they follow from the source; returns the source where not."""
    source = message.findtext("source") or ""
    translation = message.find("translation")
    if translation is None or translation.get("type") != "unfinished":
        return ""
    forms = translation.findall("numerusform")
    simple = re.sub(r"\(s\)", "", source), re.sub(r"\(s\)", "s", source)
    if len(forms) != 2 or (simple[0] == simple[1] and not ALIKE.search(source)):
        return source
    for form, text in zip(forms, simple, strict=True):
        form.text = text
    del translation.attrib["type"]
    return ""


if __name__ == "__main__":
    raise SystemExit(main())

"""Fails when a dependency of pyproject.toml is not pinned with hashes, or a lock names an address."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def names(specs: list[str]) -> set[str]:
    return {
        re.split(r"[<>=!~; \[]", spec, maxsplit=1)[0].lower().replace("_", "-") for spec in specs
    }


def problems(lock: Path, wanted: set[str]) -> list[str]:
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    pinned = {
        re.split(r"[ =;]", entry, maxsplit=1)[0].lower().replace("_", "-") for entry in entries
    }
    found = [
        f"{lock.name} does not pin {name}; run `make lock`" for name in sorted(wanted - pinned)
    ]
    found += [
        f"{lock.name}: {e.split()[0]} has no hash" for e in entries if "--hash=sha256:" not in e
    ]
    if re.search(r"https?://|--(extra-)?index-url|file:", text):
        found.append(f"{lock.name} names an address")
    return found


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    runtime = names(project["project"]["dependencies"]) | names(groups["build"])
    dev = runtime | names([spec for spec in groups["dev"] if isinstance(spec, str)])
    found = problems(ROOT / "requirements.lock", runtime)
    found += problems(ROOT / "requirements-dev.lock", dev)
    sys.stdout.write(
        "".join(f"{line}\n" for line in found) or "The lock files fit pyproject.toml.\n"
    )
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

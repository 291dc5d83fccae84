"""Fetches htmx from the package registry that npm is set to, and vendors the files that pages load.

Run by hand: `python -m tools.htmx`. The files' checksums stand here, so that
what is committed is what was read; a new version is a change of both.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "htmx.org@4.0.1"
TARGET = Path(__file__).parent.parent / "src/tacit/web/static/htmx"
FILES = {
    "package/dist/htmx.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    "package/dist/ext/hx-sse.min.js": (
        "18ef2761356ec1fe0bb6d92612315b37517a7c1e9856b661c5ae81fef239d103"
    ),
    "package/LICENSE": "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38",
}
_MAP_COMMENT = b"//# sourceMappingURL="


def main() -> int:
    """Write the files, or say which is not what it was."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True)
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as packed:
            found = {name: _read(packed, name) for name in FILES}
    strange = [n for n, held in found.items() if hashlib.sha256(held).hexdigest() != FILES[n]]
    if strange:
        print(f"{PACKAGE} is not what it was: {', '.join(strange)}", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, held in found.items():
        (TARGET / Path(name).name).write_bytes(without_map(held))
    return 0


def _read(packed: tarfile.TarFile, name: str) -> bytes:
    member = packed.extractfile(name)
    assert member is not None, f"{name} is no file"
    return member.read()


def without_map(held: bytes) -> bytes:
    """A script without the line that names its source map, which is not vendored."""
    lines = [each for each in held.splitlines() if not each.startswith(_MAP_COMMENT)]
    return b"\n".join(lines) + b"\n"


if __name__ == "__main__":
    raise SystemExit(main())

"""Fetch the renderer of /docs from npm, check it, and put the files that the page needs into its layer.

To move to another version: change VERSION and INTEGRITY (`npm view swagger-ui-dist@<version> dist.integrity`), run
`python -m tools.vendor_swagger_ui`, look at the page, commit what changed. Needs npm.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "swagger-ui-dist"
VERSION = "5.35.0"
INTEGRITY = "sha512-U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAhw0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ=="
FILES = (
    "LICENSE",
    "NOTICE",
    "swagger-ui-bundle.js",
    "swagger-ui-bundle.js.LICENSE.txt",
    "swagger-ui.css",
)
FOLDER = Path(__file__).resolve().parents[1] / "layers" / "reference" / "api_reference" / "swagger-ui"
RECORD = FOLDER / "vendored.json"


def main() -> int:
    """Fetch, check and unpack; exit with 1, and change nothing, when the package is not the recorded one."""
    with tempfile.TemporaryDirectory() as temporary:
        subprocess.run(
            ["npm", "pack", "--silent", "--pack-destination", temporary, f"{PACKAGE}@{VERSION}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(temporary).glob("*.tgz")
        content = archive.read_bytes()
        if (found := integrity(content)) != INTEGRITY:
            sys.stderr.write(
                f"{PACKAGE} {VERSION} has the checksum {found}, not the recorded one; nothing was changed\n"
            )
            return 1
        with tarfile.open(archive) as package:
            members = {name: package.extractfile(f"package/{name}") for name in FILES}
            contents = {name: member.read() for name, member in members.items() if member is not None}
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (FOLDER / name).write_bytes(content)
    RECORD.write_text(json.dumps(record(), indent=2) + "\n")
    return 0


def integrity(content: bytes) -> str:
    """The checksum as npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def record() -> dict[str, object]:
    """What is in the folder: the package, its licence and the checksum of each file."""
    files = {name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in FILES}
    return {"package": PACKAGE, "version": VERSION, "license": "Apache-2.0", "integrity": INTEGRITY, "sha256": files}


if __name__ == "__main__":
    sys.exit(main())

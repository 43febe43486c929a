"""Fetch what pages are made with from npm, check it, and put the files that they need into their layers.

To move to another version: change it and its checksum below (`npm view <name>@<version> dist.integrity`), run
`python -m tools.vendor <name>`, look at the page, commit what changed. Without a name all are fetched. Needs npm.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONSOLE = ROOT / "layers" / "console" / "console" / "vendor"


@dataclass(frozen=True, kw_only=True)
class Package:
    """One release of a package, and the files of it that a page needs, which are stored as they were released."""

    name: str
    version: str
    license: str
    integrity: str
    files: tuple[str, ...]
    folder: Path

    @property
    def record_file(self) -> Path:
        """What says which release lies in the folder."""
        return self.folder / "vendored.json"

    def path_of(self, file: str) -> Path:
        """Return where a file of the package lies."""
        return self.folder / Path(file).name

    def record(self) -> dict[str, object]:
        """Describe what is in the folder: the release, its licence and the checksum of each file."""
        paths = [self.path_of(file) for file in self.files]
        return {
            "package": self.name,
            "version": self.version,
            "license": self.license,
            "integrity": self.integrity,
            "sha256": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths},
        }


SWAGGER_UI = Package(
    name="swagger-ui-dist",
    version="5.35.0",
    license="Apache-2.0",
    integrity="sha512-U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAhw0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ==",
    files=("LICENSE", "NOTICE", "swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css"),
    folder=ROOT / "layers" / "reference" / "api_reference" / "swagger-ui",
)
PREACT = Package(
    name="preact",
    version="11.2.0",
    license="MIT",
    integrity="sha512-/HfHI/7N84e6GrWBJ3J280z3mLaRJiDcSvj/A+y/4AbLnND/1UlGHe1sR6oYuTGwId0nP7dqDU9OnLxMPZ7xBg==",
    files=("LICENSE", "dist/preact.mjs", "hooks/dist/hooks.mjs"),
    folder=CONSOLE / "preact",
)
HTM = Package(
    name="htm",
    version="3.1.1",
    license="Apache-2.0",
    integrity="sha512-983Vyg8NwUE7JkZ6NmOqpCZ+sh1bKv2iYTlUkzlWmA5JD2acKoxd4KVxbMmxX/85mtfdnDmTFoNKcg5DGAvxNQ==",
    files=("LICENSE", "dist/htm.mjs"),
    folder=CONSOLE / "htm",
)
LIBPHONENUMBER = Package(
    name="libphonenumber-js",
    version="1.13.16",
    license="MIT",
    integrity="sha512-tIOCM9yx2Go6d5/ZANe0K+G4AZek1Ymx81HxQpf19Sri4zMP95eQbKdnUGHAvFQ4nx0PeLhFqvAfisTADXj3tQ==",
    files=("LICENSE", "bundle/libphonenumber-min.js"),
    folder=CONSOLE / "libphonenumber",
)
# Looks for what keeps people with a screen reader or without a mouse from a page; only tests load it.
AXE = Package(
    name="axe-core",
    version="4.14.1",
    license="MPL-2.0",
    integrity="sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    files=("LICENSE", "LICENSE-3RD-PARTY.txt", "axe.min.js"),
    folder=ROOT / "tests" / "support" / "axe",
)
PACKAGES = (SWAGGER_UI, PREACT, HTM, LIBPHONENUMBER, AXE)


def main(names: Sequence[str]) -> int:
    """Fetch, check and store; exit with 1, and change nothing, at the first package that is not the recorded one."""
    for package in PACKAGES:
        if names and package.name not in names:
            continue
        archive = _fetched(package)
        if (found := integrity(archive)) != package.integrity:
            sys.stderr.write(f"{package.name} {package.version} has the checksum {found}, not the recorded one\n")
            return 1
        _store(package, archive)
    return 0


def integrity(content: bytes) -> str:
    """Return the checksum as npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def _fetched(package: Package) -> bytes:
    with tempfile.TemporaryDirectory() as temporary:
        released = f"{package.name}@{package.version}"
        command = ["npm", "pack", "--silent", "--pack-destination", temporary, released]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(temporary).glob("*.tgz")
        return archive.read_bytes()


def _store(package: Package, archive: bytes) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(archive)
        file.seek(0)
        with tarfile.open(fileobj=file) as released:
            members = {name: released.extractfile(f"package/{name}") for name in package.files}
            contents = {name: member.read() for name, member in members.items() if member is not None}
    package.folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        package.path_of(name).write_bytes(content)
    package.record_file.write_text(json.dumps(package.record(), indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

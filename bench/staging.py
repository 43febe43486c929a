"""Code laid out as Lambda sees it: the function's folder, and what its layers put into /opt/python."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.environment import WORK, compile_tree, runtime_python, site
from bench.errors import BenchError
from bench.scenarios import ROOT

PEERS = ROOT / "bench" / "peers"
_LOCKS = ROOT / "requirements"


@dataclass(frozen=True)
class _Peer:
    """Where a peer's handler is, which modules lie beside it, and the lock of its packages."""

    folder: str
    beside: tuple[str, ...] = ()
    packages: str = ""
    without_bytecode: bool = False


def _usual(job: str, *beside: str, packages: str = "powertools", without_bytecode: bool = False) -> _Peer:
    return _Peer(f"powertools/{job}", ("models.py", "powertools/usual.py", *beside), packages, without_bytecode)


_PEERS = {
    "A": _Peer("floor"),
    "D": _usual("create"),
    "D-nopyc": _usual("create", without_bytecode=True),
    "E": _Peer("fastapi", ("models.py",), "fastapi"),
    # Tells when AWS's modular client has become the better one; see docs/performance.md.
    "C": _Peer("clients/botocore", packages="powertools"),
    "C-modular": _Peer("clients/modular", packages="modular"),
}
PEER_NAMES = tuple(_PEERS)
# The usual stack at other jobs than D's, by the scenario whose request it gets.
_OTHER_JOBS = {
    "workspace_archive_phone_number": _usual("archive"),
    "workspace_list_archive_blockers": _usual("blockers"),
    "workspace_list_linkable_phones": _usual("linkable"),
    "workspace_list_phone_numbers": _usual("numbers"),
    "well_create_phone": _usual("well", "powertools/well_models.py"),
    "weya_add_phone:twilio": _usual("registration", packages="twilio"),
    "webhook_twilio": _usual("webhook"),
    "webhook_plivo": _usual("webhook"),
}
_SOURCES_ONLY = shutil.ignore_patterns("__pycache__", "*.pyc", ".lock")


@dataclass(frozen=True)
class Staged:
    """A function ready to be started."""

    name: str
    task: Path
    layer: Path

    @property
    def size_bytes(self) -> int:
        """What Lambda unpacks: function and layers."""
        return folder_bytes(self.task) + folder_bytes(self.layer)


def folder_bytes(folder: Path) -> int:
    """Return the sum of the files' sizes."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def stage_peers(names: Iterable[str]) -> dict[str, Staged]:
    """Prepare the peers of these letters; nothing is installed for the others."""
    return {name: _staged(name, _PEERS[name]) for name in names}


def stage_other_jobs(scenarios: Iterable[str]) -> dict[str, Staged]:
    """Prepare the usual stack at the jobs of those of the scenarios that it has a peer of its own for."""
    # A colon would end the folder's name in PYTHONPATH.
    return {
        name: _staged(f"D-{name.replace(':', '-')}", _OTHER_JOBS[name]) for name in scenarios if name in _OTHER_JOBS
    }


def _staged(name: str, peer: _Peer) -> Staged:
    task = WORK / "stage" / name
    staged = Staged(name, task, _layer(peer))
    made_of = _fingerprint([PEERS / peer.folder, *(PEERS / module for module in peer.beside)])
    if not _is_made_of(task, made_of):
        shutil.rmtree(task, ignore_errors=True)
        shutil.copytree(PEERS / peer.folder, task, ignore=_SOURCES_ONLY)
        for module in peer.beside:
            shutil.copy(PEERS / module, task)
        if not peer.without_bytecode:
            compile_tree(runtime_python(), [task])
        (task / "made-of").write_text(made_of)
    return staged


def _layer(peer: _Peer) -> Path:
    """Prepare the peer's packages; the compiled ones are shared by all who have the same."""
    if not peer.packages:
        return _emptied(WORK / "stage" / "packages-none")
    own = _LOCKS / f"bench-{peer.packages}.txt"
    packages = site(peer.packages, own if own.exists() else own.with_suffix(".in"))
    if peer.without_bytecode:
        return packages
    layer = WORK / "stage" / f"packages-{peer.packages}"
    made_of = _fingerprint([packages / ".lock"])
    if not _is_made_of(layer, made_of):
        shutil.rmtree(layer, ignore_errors=True)
        shutil.copytree(packages, layer, ignore=_SOURCES_ONLY)
        compile_tree(runtime_python(), [layer])
        (layer / "made-of").write_text(made_of)
    return layer


def stage_functions(folders: list[str], tree: Path = ROOT) -> dict[str, Staged]:
    """Prepare a working tree's functions, by their folders, on one copy of its layers, as its `make build` makes them.

    The packages are those for this machine's processor; SAM's build would fetch those of the functions'.
    """
    home = WORK / "stage" / f"trunkline-{hashlib.sha256(str(tree).encode()).hexdigest()[:8]}"
    build, layer = home / "build", home / "opt"
    staged = {folder: Staged(folder, build / folder, layer) for folder in folders}
    lock = tree / "layers" / "dependencies" / "requirements.txt"
    made_of = _fingerprint(
        [tree / "layers", tree / "tools" / "package", *(tree / "functions" / name for name in folders)]
    )
    if _is_made_of(home, made_of):
        return staged
    _emptied(home)
    packages = site(f"trunkline-{hashlib.sha256(lock.read_bytes()).hexdigest()[:8]}", lock)
    shutil.copytree(packages, build / "DependenciesLayer" / "python", ignore=_SOURCES_ONLY)
    shutil.copytree(
        tree / "layers" / "trunkline" / "trunkline",
        build / "TrunklineLayer" / "python" / "trunkline",
        ignore=_SOURCES_ONLY,
    )
    for folder in folders:
        shutil.copytree(tree / "functions" / folder, build / folder, ignore=_SOURCES_ONLY)
    _package(build, tree)
    for part in ("DependenciesLayer", "TrunklineLayer"):
        shutil.copytree(build / part / "python", layer, copy_function=os.link, dirs_exist_ok=True)
    (home / "made-of").write_text(made_of)
    return staged


def _package(build: Path, tree: Path) -> None:
    if not (tree / "tools" / "package").is_dir():
        # A tree of before that was packaged by compiling it alone.
        compile_tree(runtime_python(), [build])
        return
    command = [sys.executable, "-m", "tools.package", str(build)]
    finished = subprocess.run(command, cwd=tree, check=False, capture_output=True, text=True)
    if finished.returncode:
        raise BenchError(f"tools.package refuses what would be shipped:\n{finished.stderr}{finished.stdout}")


def _fingerprint(paths: Sequence[Path]) -> str:
    """Return a hash of names and contents: what is made of the same is not made again."""
    files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    found = hashlib.sha256()
    for file in files:
        if file.is_file() and file.suffix != ".pyc":
            found.update(f"{file}\n".encode() + file.read_bytes())
    return found.hexdigest()


def _is_made_of(home: Path, fingerprint: str) -> bool:
    stamp = home / "made-of"
    return stamp.exists() and stamp.read_text() == fingerprint


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder

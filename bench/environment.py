"""Where the interpreter, the runtime emulator and the packages of the bench are, or how to get them."""

import os
import platform
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from bench.errors import BenchError
from bench.scenarios import ROOT

WORK = ROOT / ".bench"
_LOCK = ROOT / "requirements" / "dev.txt"
_RELEASE = "https://github.com/aws/aws-lambda-runtime-interface-emulator/releases/latest/download/"


def find_emulator() -> Path:
    """Find the Runtime Interface Emulator: ``RIE``, the one that SAM CLI carries, or AWS's release.

    Raises:
        BenchError: There is none; the message says how to get one.
    """
    if named := os.environ.get("RIE"):
        return Path(named)
    arm = platform.machine() in ("aarch64", "arm64")
    carried = f"aws-lambda-rie-{'arm64' if arm else 'x86_64'}"
    downloaded = WORK / carried
    for found in (*_beside_sam(carried), downloaded):
        if found.exists():
            return _executable(found)
    try:
        address = _RELEASE + ("aws-lambda-rie-arm64" if arm else "aws-lambda-rie")
        with urllib.request.urlopen(address, timeout=20) as file:  # noqa: S310 - https
            WORK.mkdir(exist_ok=True)
            downloaded.write_bytes(file.read())
    except OSError as error:
        raise BenchError(
            "No Runtime Interface Emulator: install SAM CLI (its package carries one), "
            f"or name the file with RIE=...; {_RELEASE} did not answer ({error})"
        ) from error
    return _executable(downloaded)


def _beside_sam(name: str) -> list[Path]:
    """Return the emulator's places in the environment that the ``sam`` on the PATH belongs to."""
    sam = shutil.which("sam")
    if not sam:
        return []
    return sorted(Path(sam).resolve().parents[1].glob(f"lib/python*/site-packages/samcli/local/rapid/{name}"))


def _executable(file: Path) -> Path:
    """Return the file itself, or a copy that may be run where the package has no such permission."""
    if os.access(file, os.X_OK):
        return file
    WORK.mkdir(exist_ok=True)
    copy = WORK / file.name
    if copy != file:
        shutil.copyfile(file, copy)
    copy.chmod(0o755)
    return copy


def runtime_python() -> Path:
    """Provide an interpreter with Lambda's runtime client and nothing else."""
    home = WORK / "runtime"
    python = home / "bin" / "python"
    lock = ROOT / "requirements" / "bench-runtime.in"
    if _is_current(home, lock):
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", home], check=True)
    packages = next(home.glob("lib/python*/site-packages"))
    install(packages, lock)
    # Its own modules have bytecode on Lambda.
    subprocess.run([python, "-m", "compileall", "-q", packages], check=True)
    mark_current(home, lock)
    return python


def install(target: Path, *locks: Path) -> None:
    """Put the packages of locks into a folder, for this machine and interpreter, without bytecode."""
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]
    for lock in locks:
        command = [*uv, "--target", str(target), "-r", str(lock)]
        if lock.suffix == ".in":
            command += ["-c", str(_LOCK)]
        finished = subprocess.run(command, check=False, capture_output=True, text=True)
        if finished.returncode:
            raise BenchError(f"The packages of {lock} could not be installed:\n{finished.stderr}")


def _is_current(folder: Path, lock: Path) -> bool:
    stamp = folder / ".lock"
    return stamp.exists() and stamp.read_bytes() == _locked(lock)


def mark_current(folder: Path, lock: Path) -> None:
    """Note what a folder was made of."""
    (folder / ".lock").write_bytes(_locked(lock))


def _locked(lock: Path) -> bytes:
    """Return what decides which packages these are: the lock, or what is named of the one for all."""
    return lock.read_bytes() + (_LOCK.read_bytes() if lock.suffix == ".in" else b"")


def site(name: str, lock: Path) -> Path:
    """Provide a folder with the packages of a lock, made when it is not there or the lock is another."""
    folder = WORK / "sites" / name
    if not _is_current(folder, lock):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        install(folder, lock)
        mark_current(folder, lock)
    return folder


def compile_tree(python: Path, folders: Sequence[Path]) -> None:
    """Write bytecode that stays valid whatever happens to file times, as `make build` makes it."""
    command = [str(python), "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", *map(str, folders)]
    # Packages carry files that are not for this Python; those stay as they are.
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

"""How results look on a terminal, in a pipe and to programs, and how a command ends early."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from trunkline_cli import output

from tests.cli.conftest import Trunkline
from tests.cli.test_command import PATHS

UUID = "0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01"


def _terminal(code: str, columns: int) -> str:
    """What a program prints on a terminal of so many columns."""
    main, other = pty.openpty()
    environment = {"PYTHONPATH": PATHS, "COLUMNS": str(columns), "TERM": "xterm", "PATH": os.environ["PATH"]}
    with subprocess.Popen([sys.executable, "-c", code], stdout=other, env=environment) as process:
        os.close(other)
        text = b""
        while True:
            try:
                part = os.read(main, 4096)
            except OSError:
                break
            if not part:
                break
            text += part
        process.wait()
    os.close(main)
    return text.decode()


def test_an_id_stays_in_one_piece_however_narrow_the_terminal_is() -> None:
    rows = [{"id": UUID, "at": "2026-11-29T10:00:00.000Z", "why": "a sentence of several words that says why " * 2}] * 2
    code = (
        f"from trunkline_cli.output import print_rows; print_rows({rows!r}, as_json=False,"
        "columns={'id': 'ID', 'at': 'AT', 'why': 'WHY'}, empty='')"
    )

    narrow, wide = _terminal(code, 30), _terminal(code, 200)

    assert narrow.count(UUID) == wide.count(UUID) == 2
    assert narrow.count("2026-11-29 10:00") == 2
    assert len(narrow.splitlines()) > len(wide.splitlines())


def test_in_a_pipe_a_record_is_a_line_a_member_and_a_list_has_its_titles_even_when_it_is_empty(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output.print_record({"id": "a", "name": None}, as_json=False, titles={"id": "ID", "name": "NAME"})
    output.print_rows([], as_json=False, columns={"id": "ID", "name": "NAME"}, empty="Nothing")

    captured = capsys.readouterr()
    assert captured.out == "ID\ta\nNAME\t-\nID\tNAME\n"
    assert captured.err == "Nothing\n"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_json_may_stand_anywhere(trunkline: Trunkline, place: int) -> None:
    words = ["tenants", "list"]
    words.insert(place, "--json")

    ended = trunkline(*words)

    assert (ended.code, ended.out) == (0, "[]\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tenants", "list", "--nonsense"), "--nonsense"),
        (("tenants", "nonsense"), "nonsense"),
        (("tokens", "create"), "--tenant"),
        (("tenants", "list", "--limit", "x"), "--limit"),
        (("numbers", "show"), "NUMBER"),
    ],
)
def test_a_wrong_option_is_one_line_like_any_error(trunkline: Trunkline, words: tuple[str, ...], said: str) -> None:
    ended = trunkline(*words)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Error: ")
    assert ended.err.count("\n") == 1
    assert said in ended.err
    assert "--help" in ended.err


def test_the_short_help_is_the_long_one(trunkline: Trunkline) -> None:
    for words in ((), ("numbers",), ("numbers", "archive")):
        assert trunkline(*words, "-h") == trunkline(*words, "--help")
        assert trunkline(*words, "-h").code == 0


def test_a_reader_that_has_seen_enough_ends_it_in_silence(tmp_path: Path) -> None:
    code = (
        "import sys, typer; from trunkline_cli import app, tenants;"
        "app.tenants.reach = lambda c: [typer.echo('x' * 100) for _ in range(100_000)] and sys.exit(9);"
        "sys.argv = ['trunkline', 'tenants', 'list']; app.main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": PATHS},
        cwd=tmp_path,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        error = process.stderr.read()

    assert error == b""
    assert process.returncode == 0

"""The repository's documents: their commands, links and mentions of files."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.template import ROOT

_FENCED = re.compile(r"^( *)```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?<=\n\n)((?:    .*\n)+)")
_FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Document:
    """One Markdown page."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def text(self) -> str:
        return self.path.read_text()

    def scripts(self) -> list[str]:
        """What a reader is told to type: blocks marked ``sh``, and indented blocks that begin with a command."""
        indented = [textwrap.dedent(block) for block in _INDENTED.findall(_FENCE.sub("", self.text))]
        commands = ("curl ", "make ", "python -m ", "python3 ", "sam ", "aws ", "trunkline ")
        fenced = [textwrap.dedent(block) for _, block in _FENCED.findall(self.text)]
        return fenced + [block for block in indented if block.startswith(commands)]

    def steps(self, heading: str) -> list[tuple[str, str | None]]:
        """What a section tells a reader to type, each with the answer that is printed after it, if there is one."""
        section = self.text.partition(f"{heading}\n")[2].partition("\n## ")[0]
        blocks = re.findall(r"^```(\w+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
        return [
            (text, blocks[place + 1][1] if blocks[place + 1 :] and blocks[place + 1][0] != "sh" else None)
            for place, (kind, text) in enumerate(blocks)
            if kind == "sh"
        ]

    def commands(self) -> list[str]:
        """The lines of the scripts, continued ones joined, without comments."""
        lines = "\n".join(self.scripts()).replace("\\\n", " ").splitlines()
        return [line.split("  #")[0].strip() for line in lines if line.strip() and not line.startswith("#")]

    def links(self) -> list[str]:
        return _LINK.findall(_FENCE.sub("", self.text))

    def code_spans(self) -> list[str]:
        return _CODE.findall(_FENCE.sub("", self.text))

    def anchors(self) -> set[str]:
        """What ``#...`` may name here, made of the headings as GitHub does."""
        headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", self.text), re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def documents() -> Iterator[Document]:
    """The pages at the top and everything under docs/."""
    for path in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]:
        yield Document(path)

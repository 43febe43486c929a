"""The documentation as a site."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.template import ROOT


def test_the_documentation_is_built_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    shutil.copy(ROOT / "zensical.toml", tmp_path)
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    zensical = Path(sys.executable).parent / "zensical"

    built = subprocess.run(
        [zensical, "build", "--clean", "--strict"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert built.returncode == 0, built.stdout + built.stderr
    pages = list((tmp_path / ".site").rglob("*.html"))
    assert {page.stem for page in pages} >= {page.stem for page in (ROOT / "docs").glob("*.md")}
    for page in pages:
        loaded = re.findall(r'<(?:script|img|link)[^>]+(?:src|href)="?(https?:)?//', page.read_text())
        assert not loaded, page
        assert 'class="mermaid"' not in page.read_text(), (
            f"{page}: drawn by a script of a CDN; draw it in docs/drawings"
        )


def test_every_page_is_in_the_sites_navigation() -> None:
    navigation = (ROOT / "zensical.toml").read_text()

    for page in (ROOT / "docs").rglob("*.md"):
        assert f'"{page.relative_to(ROOT / "docs")}"' in navigation, page


def test_every_drawing_has_its_source() -> None:
    for source in (ROOT / "docs" / "drawings").glob("*.dot"):
        assert (ROOT / "docs" / "images" / f"{source.stem}.svg").exists(), "make drawings"

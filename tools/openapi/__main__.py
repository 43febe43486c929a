"""Write docs/openapi.json, or with --check say whether it is what the code would write."""

import argparse
import json
import sys

from tools.openapi.document import ROOT, build

# The page's function carries the same document, without the indentation.
DOCUMENT = ROOT / "docs" / "openapi.json"
SHIPPED = ROOT / "layers" / "reference" / "api_reference" / "openapi.json"


def main() -> int:
    """Write the two files; with ``--check`` write nothing and exit with 1 when one of them is not up to date."""
    parser = argparse.ArgumentParser(prog="python -m tools.openapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is not up to date")
    document = build()
    texts = {
        DOCUMENT: json.dumps(document, indent=2, ensure_ascii=False) + "\n",
        SHIPPED: json.dumps(document, ensure_ascii=False, separators=(",", ":")),
    }
    if not parser.parse_args().check:
        for path, text in texts.items():
            path.write_text(text)
        return 0
    stale = [path for path, text in texts.items() if not path.is_file() or path.read_text() != text]
    for path in stale:
        sys.stderr.write(f"{path.relative_to(ROOT)} is not what the code says; write it anew: make openapi\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())

"""Keep a run as the one that the documents show: medians, table, chart, prices.

python -m bench.record .bench/results.json
"""

import argparse
import sys
from pathlib import Path

from bench import costs
from bench.chart import save_cold_starts
from bench.report import markdown
from bench.results import Results, load

PAGE = costs.ROOT / "docs" / "benchmark.md"
CHART = costs.ROOT / "docs" / "images" / "cold-starts.svg"
BY = "python -m bench.record"


def benchmark_page(document: str, results: Results) -> str:
    """Return the document with the run's table."""
    about = results.about
    said = f"{about['date']}, {about['rounds']} rounds of {about['warm']} warm calls, {about['machine']}."
    size = f"The project's layers take {about['layer_mb']} MB unzipped."
    return costs.filled(document, {"run": f"{said} {size}\n\n{markdown(results).rstrip()}"}, by=BY)


def main() -> int:
    """Keep the medians and write what follows from them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path, help="what make bench wrote")
    file = parser.parse_args().results
    results = load(file).medians()
    results.save(costs.RECORDED)
    save_cold_starts(results, CHART)
    PAGE.write_text(benchmark_page(PAGE.read_text(), results))
    costs.DOCUMENT.write_text(costs.current())
    return 0


if __name__ == "__main__":
    sys.exit(main())

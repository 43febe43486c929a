"""``python -m trunkline_cli`` is ``trunkline``."""

from trunkline_cli.app import main

if __name__ == "__main__":
    main()

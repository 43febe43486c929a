"""Stands for the project's seed program."""

import argparse
import json
import sys

parser = argparse.ArgumentParser()
for option in ("--endpoint-url", "--region", "--table-name", "--data-dir"):
    parser.add_argument(option, required=True)
options = parser.parse_args()
tenant = {"workspaceUuid": "w-1", "tokens": {"admin": "tl_a_demo_token"}, "table": options.table_name}
json.dump({"acme": tenant}, sys.stdout)

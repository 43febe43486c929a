"""``trunkline status``: which stack commands act on, and as whom."""

import typer

from trunkline_cli.options import AsJson
from trunkline_cli.output import print_record
from trunkline_cli.target import client, reach

_TITLES = {
    "stack": "Stack",
    "isLocal": "Local",
    "region": "Region",
    "account": "Account",
    "identity": "Identity",
    "apiUrl": "API",
    "table": "Table",
}


def status(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show which stack commands act on, and as whom.

    Look here before a command that cannot be undone. `doctor` says whether the stack works.
    """
    target = reach(context)
    sts = client("sts")
    caller = sts.get_caller_identity()
    print_record(
        {
            "stack": target.name,
            "isLocal": target.is_local,
            "region": sts.meta.region_name,
            "account": caller["Account"],
            "identity": caller["Arn"],
            "apiUrl": target.api_url,
            "table": target.outputs["TableName"],
        },
        as_json=as_json,
        titles=_TITLES,
    )

"""Table streams that outlive a restart, as the positions of their readers do.

MiniStack saves how far each event source has read, but not the records: after a restart what was not yet read is
lost, and so is as much of what is written next as had been read before.
"""

import copy
from typing import Any

from ministack.services import dynamodb

from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint("services.dynamodb", "get_state", ""),
    PatchPoint("services.dynamodb", "_restore_state", "data"),
    PatchPoint("services.dynamodb", "_stream_records"),
    PatchPoint("services.dynamodb", "_stream_trimmed"),
    PatchPoint("services.dynamodb", "_stream_seq_counter"),
)


def apply() -> None:
    """Save the records with the tables, and restore them."""
    get_state, restore_state = dynamodb.get_state, dynamodb._restore_state

    def get_with_records() -> dict[str, Any]:
        # Before the tables: better an item whose event is missing from the copy than an event of nothing.
        records: dict[str, Any] = {
            "stream_records": copy.deepcopy(dynamodb._stream_records),
            "stream_trimmed": copy.deepcopy(dynamodb._stream_trimmed),
            "stream_sequence": dynamodb._stream_seq_counter,
        }
        records.update(get_state())
        return records

    def restore_with_records(data: dict[str, Any] | None) -> None:
        restore_state(data)
        if data and "stream_sequence" in data:
            dynamodb._stream_records.update(data["stream_records"])
            dynamodb._stream_trimmed.update(data["stream_trimmed"])
            dynamodb._stream_seq_counter = data["stream_sequence"]

    dynamodb.get_state = get_with_records
    dynamodb._restore_state = restore_with_records

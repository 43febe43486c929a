"""Table streams as event sources: retries with an end, partial failures, bisection.

MiniStack repeats a failed batch for ever, ignores `batchItemFailures` of a stream, and sends
nothing to the on-failure destination when the retries are used up.
"""

from dataclasses import dataclass
from typing import Any

from ministack.services import dynamodb, lambda_svc

from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint("services.lambda_svc", "_poll_dynamodb_streams", ""),
    PatchPoint("services.lambda_svc", "_iter_all_esms", ""),
    PatchPoint("services.lambda_svc", "_dynamodb_stream_table_from_arn_spec", "spec"),
    PatchPoint("services.lambda_svc", "_get_func_record_for_qualifier", "name qualifier"),
    PatchPoint("services.lambda_svc", "_apply_filter_criteria", "records esm"),
    PatchPoint("services.lambda_svc", "_init_stream_position", "esm_id source_arn starting"),
    PatchPoint("services.lambda_svc", "_dispatch_esm_batch", "esm_id fn args"),
    PatchPoint(
        "services.lambda_svc",
        "_send_ddb_stream_failure_record",
        "esm func_rec batch stream_arn result condition",
    ),
    PatchPoint("services.lambda_svc", "_execute_function", "func event"),
    PatchPoint("services.lambda_svc", "_dynamodb_stream_positions"),
    PatchPoint("services.lambda_svc", "_esm_inflight"),
    PatchPoint("services.lambda_svc", "_esm_backoff_until"),
    PatchPoint("services.dynamodb", "stream_start_position", "table_name account_id region"),
    PatchPoint(
        "services.dynamodb",
        "stream_records_since",
        "table_name position limit account_id region",
    ),
)


@dataclass
class _Retry:
    """What was tried at one position of a stream."""

    position: int
    size: int
    failures: int = 0


_retries: dict[str, _Retry] = {}


def apply() -> None:
    """Replace the poller of table streams."""
    lambda_svc._poll_dynamodb_streams = _poll


def _poll() -> bool:
    """Hand one batch of each stream to its function; True when there was one."""
    found = False
    for account_id, region, mapping in lambda_svc._iter_all_esms():
        account = lambda_svc._request_account_id.set(account_id)
        area = lambda_svc._request_region.set(region)
        try:
            found = _poll_mapping(mapping) or found
        finally:
            lambda_svc._request_account_id.reset(account)
            lambda_svc._request_region.reset(area)
    return found


def _poll_mapping(mapping: dict[str, Any]) -> bool:
    uuid, table_name = mapping["UUID"], _table_name(mapping)
    is_waiting = lambda_svc._esm_backoff_until.get(uuid, 0) > lambda_svc.time.time()
    if table_name is None or is_waiting or lambda_svc._esm_inflight.get(uuid, 0):
        return False
    function, _ = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    if function is None:
        return False
    starting = mapping.get("StartingPosition", "LATEST")
    lambda_svc._init_stream_position(uuid, mapping["EventSourceArn"], starting)
    positions = lambda_svc._dynamodb_stream_positions
    position = max(positions[uuid], dynamodb.stream_start_position(table_name))
    retry = _retries.get(uuid)
    size = retry.size if retry and retry.position == position else mapping.get("BatchSize", 100)
    records = dynamodb.stream_records_since(table_name, position, size)
    if not records:
        return False
    positions[uuid] = position
    # Off the poller's thread: a slow function must not hold up the other sources.
    lambda_svc._dispatch_esm_batch(uuid, _process, mapping, function, records)
    return True


def _table_name(mapping: dict[str, Any]) -> str | None:
    """Return the table whose current stream feeds the mapping, if it is a table's."""
    arn = mapping.get("EventSourceArn", "")
    if not mapping.get("Enabled", True) or ":dynamodb:" not in arn:
        return None
    found = lambda_svc._dynamodb_stream_table_from_arn_spec(lambda_svc.parse_arn(arn))
    if found is None:
        return None
    name = str(found[0])
    table = dynamodb._tables.get(name) or {}
    return name if table.get("LatestStreamArn") == arn else None


def _process(mapping: dict[str, Any], function: dict[str, Any], records: list[Any]) -> None:
    batch = lambda_svc._apply_filter_criteria(records, mapping)
    if not batch:
        _advance(mapping, len(records))
        return
    result = lambda_svc._execute_function(function, {"Records": batch})
    succeeded = _succeeded(mapping, result, batch)
    if succeeded == len(batch):
        _advance(mapping, len(records))
        mapping["LastProcessingResult"] = f"OK - {len(batch)} records"
        return
    mapping["LastProcessingResult"] = "PROBLEM: Function call failed"
    # Go on at the first failed record; what the filter drops before it is done too.
    failed_at = records.index(batch[succeeded])
    _advance(mapping, failed_at)
    _fail(mapping, function, records[failed_at:], batch[succeeded:], result)


def _succeeded(mapping: dict[str, Any], result: dict[str, Any], batch: list[Any]) -> int:
    """Return how many records of the batch are done, counted from its start."""
    if result.get("error"):
        return 0
    body = result.get("body")
    if "ReportBatchItemFailures" not in mapping.get("FunctionResponseTypes", []):
        return len(batch)
    failures = (body.get("batchItemFailures") if isinstance(body, dict) else None) or []
    if not failures:
        return len(batch)
    numbers = [str(record["dynamodb"]["SequenceNumber"]) for record in batch]
    named = [str(failure.get("itemIdentifier", "")) for failure in failures]
    # An unknown identifier counts as a failure of the whole batch.
    return min(numbers.index(name) if name in numbers else 0 for name in named)


def _advance(mapping: dict[str, Any], count: int) -> None:
    if count:
        lambda_svc._dynamodb_stream_positions[mapping["UUID"]] += count
        _retries.pop(mapping["UUID"], None)


def _fail(
    mapping: dict[str, Any],
    function: dict[str, Any],
    records: list[Any],
    batch: list[Any],
    result: dict[str, Any],
) -> None:
    """Count a failure at the current position: split the batch, try again, or give up."""
    uuid = mapping["UUID"]
    position = lambda_svc._dynamodb_stream_positions[uuid]
    retry = _retries.setdefault(uuid, _Retry(position, len(records)))
    if mapping.get("BisectBatchOnFunctionError") and len(records) > 1:
        # Splitting uses up no retry.
        retry.size = len(records) // 2
        return
    retry.failures += 1
    condition = _reason_to_give_up(mapping, retry, batch)
    if condition is None:
        lambda_svc._esm_backoff_until[uuid] = lambda_svc.time.time() + 1.0
        return
    lambda_svc._send_ddb_stream_failure_record(mapping, function, batch, mapping["EventSourceArn"], result, condition)
    _advance(mapping, len(records))


def _reason_to_give_up(mapping: dict[str, Any], retry: _Retry, batch: list[Any]) -> str | None:
    most_retries = int(mapping.get("MaximumRetryAttempts", -1))
    if 0 <= most_retries < retry.failures:
        return "RetryAttemptsExhausted"
    most_seconds = int(mapping.get("MaximumRecordAgeInSeconds", -1))
    created = float(batch[0]["dynamodb"].get("ApproximateCreationDateTime", 0))
    if 0 <= most_seconds < lambda_svc.time.time() - created:
        return "MaxRecordAgeExceeded"
    return None

"""What the template grants to a function's role, in the template's own names."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from tests.support.template import functions, resources


class Grant(NamedTuple):
    """An action on a resource: ``Table``, ``Table/index/gsi1``, ``RecordingsBucket/*``."""

    action: str
    resource: str


def granted(folder: str) -> set[Grant]:
    """Everything that the function's own statements allow."""
    return {
        Grant(action, name_of(target))
        for statement in statements(folder)
        for action in _as_list(statement["Action"])
        for target in _as_list(statement["Resource"])
    }


def statements(folder: str) -> Iterator[dict[str, Any]]:
    """The statements that a function's role has from the template: its own role, or one that it shares."""
    properties = functions()[folder]
    if "Role" not in properties:
        for policy in properties.get("Policies", []):
            yield from policy["Statement"]
        return
    name, _ = properties["Role"]["Fn::GetAtt"]
    for policy in resources("AWS::IAM::Role")[name]["Properties"].get("Policies", []):
        yield from policy["PolicyDocument"]["Statement"]


class Write(NamedTuple):
    """A way of changing items, and the kind of partition it may be done in, as a pattern."""

    action: str
    partitions: str

    def admits(self, action: str, partition: str) -> bool:
        """Whether it lets an item of a partition be changed in this way."""
        return self.action == action and fnmatchcase(partition, self.partitions)


WRITES = frozenset({"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"})


def writable(folder: str) -> list[Write]:
    """Every pair of an action and a kind of partition that the function's statements allow, as often as they do."""
    found: list[Write] = []
    for statement in statements(folder):
        if WRITES & set(statement["Action"]):
            assert set(statement["Action"]) <= WRITES, "reads are not bound to partitions"
            patterns = statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
            found += [Write(action, pattern) for action in statement["Action"] for pattern in patterns]
    return found


def conditions(folder: str, service: str) -> list[dict[str, Any]]:
    """The conditions of the function's statements on one service, of each statement."""
    return [
        statement.get("Condition", {})
        for statement in statements(folder)
        if statement["Action"][0].startswith(f"{service}:")
    ]


def used_by_lambda(folder: str) -> set[Grant]:
    """What Lambda does in the name of the function: it reads its source, and sends away what was not processed.

    Source: AWS Lambda Developer Guide, the execution role's permissions for SQS and for DynamoDB Streams.
    """
    (function,) = (
        name
        for name, found in resources("AWS::Serverless::Function").items()
        if found["Properties"]["CodeUri"] == f"functions/{folder}"
    )
    used: set[Grant] = set()
    for mapping in resources("AWS::Lambda::EventSourceMapping").values():
        properties = mapping["Properties"]
        if properties["FunctionName"] == {"Ref": f"{function}.Alias"}:
            used |= _polls(name_of(properties["EventSourceArn"]))
            if "DestinationConfig" in properties:
                queue = name_of(properties["DestinationConfig"]["OnFailure"]["Destination"])
                used.add(Grant("sqs:SendMessage", queue))
    return used


def _polls(source: str) -> set[Grant]:
    if source.endswith(".StreamArn"):
        reads = {Grant(f"dynamodb:{each}", source) for each in ("DescribeStream", "GetRecords", "GetShardIterator")}
        return reads | {Grant("dynamodb:ListStreams", f"{source.removesuffix('.StreamArn')}/stream/*")}
    return {Grant(f"sqs:{each}", source) for each in ("DeleteMessage", "GetQueueAttributes", "ReceiveMessage")}


def name_of(target: Any) -> str:
    """A resource of a statement by its logical id, and what is below it."""
    match target:
        case {"Ref": name}:
            return str(name)
        case {"Fn::GetAtt": [name, "Arn"]}:
            return str(name)
        case {"Fn::GetAtt": [name, attribute]}:
            return f"{name}.{attribute}"
        case {"Fn::Sub": text}:
            return re.sub(r"\$\{(\w+)\.(?:Arn|Name)\}", r"\1", text).rpartition("${AWS::AccountId}:")[2]
    raise ValueError(target)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

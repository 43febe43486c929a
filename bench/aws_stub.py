"""AWS on loopback for the bench: answers at once, keeps nothing.

    python -m bench.aws_stub STATE.json

Reads come from the items of a seeded table, so that a function finds what it looks for. Writes succeed and change
nothing, so that each of a thousand calls does the same work. KMS gives back what it is given. Prints its port.
"""

import argparse
import asyncio
import itertools
import json
import re
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Item = Mapping[str, Any]

_INDEX_KEYS: dict[str | None, tuple[str, str]] = {
    None: ("pk", "sk"),
    **{name: (f"{name}pk", f"{name}sk") for name in ("gsi1", "gsi2", "gsi3")},
}
_BEGINS_WITH = re.compile(r"begins_with\((\w+), (:\w+)\)")
_COMPARISON = re.compile(r"(\w+) (=|>=|<=) (:\w+)")


class StandIn:
    """The services, by operation."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._by_key = {_key(item): item for item in items}
        self._items = list(items)
        self._count = itertools.count(1)
        self._calls = 0

    def answer(self, target: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the body of the answer; ``target`` is what ``X-Amz-Target`` names after its dot.

        The bench itself asks for ``Calls``, how many calls there were.
        """
        if target == "Calls":
            return {"calls": self._calls}
        self._calls += 1
        reads: dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
            "GetItem": self._get,
            "BatchGetItem": self._batch_get,
            "Query": self._query,
            "Decrypt": lambda sent: {"KeyId": "bench", "Plaintext": sent["CiphertextBlob"]},
            "Encrypt": lambda sent: {"KeyId": sent["KeyId"], "CiphertextBlob": sent["Plaintext"]},
            "SendMessage": lambda _: {"MessageId": str(next(self._count))},
            "StartExecution": lambda sent: {"executionArn": sent["stateMachineArn"], "startDate": 1.0},
            "DescribeExecution": lambda sent: {**sent, "status": "RUNNING"},
        }
        return reads[target](request) if target in reads else {}

    def _get(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        item = self._by_key.get(_key(request["Key"]))
        return {"Item": item} if item else {}

    def _batch_get(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        found = {
            table: [item for key in wanted["Keys"] if (item := self._by_key.get(_key(key)))]
            for table, wanted in request["RequestItems"].items()
        }
        return {"Responses": found, "UnprocessedKeys": {}}

    def _query(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        values = {name: value["S"] for name, value in request["ExpressionAttributeValues"].items()}
        condition = request["KeyConditionExpression"]
        for alias, name in request.get("ExpressionAttributeNames", {}).items():
            condition = condition.replace(alias, name)
        found = [item for item in self._items if _matches(item, condition, values)]
        sort_key = _INDEX_KEYS[request.get("IndexName")][1]
        found.sort(key=lambda item: str(item[sort_key]["S"]), reverse=request.get("ScanIndexForward") is False)
        page = found[: request.get("Limit", len(found))]
        answer: dict[str, Any] = {"Items": page, "Count": len(page), "ScannedCount": len(page)}
        if len(page) < len(found):
            names = {"pk", "sk", *_INDEX_KEYS[request.get("IndexName")]}
            answer["LastEvaluatedKey"] = {name: page[-1][name] for name in names}
        return answer


def _key(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _matches(item: Item, condition: str, values: Mapping[str, str]) -> bool:
    for name, value in _BEGINS_WITH.findall(condition):
        if not _text(item, name).startswith(values[value]):
            return False
    compare: dict[str, Callable[[str, str], bool]] = {
        "=": lambda have, want: have == want,
        ">=": lambda have, want: have >= want,
        "<=": lambda have, want: "" < have <= want,
    }
    return all(compare[sign](_text(item, name), values[value]) for name, sign, value in _COMPARISON.findall(condition))


def _text(item: Item, name: str) -> str:
    return str(item.get(name, {}).get("S", ""))


class _Connection(asyncio.Protocol):
    def __init__(self, services: StandIn) -> None:
        self._services = services
        self._buffer = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            headers = _headers(self._buffer[:end])
            if headers.get(b"expect") == b"100-continue":
                self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            length = end + 4 + int(headers.get(b"content-length", 0))
            if len(self._buffer) < length:
                return
            body, self._buffer = self._buffer[end + 4 : length], self._buffer[length:]
            self._transport.write(self._answered(headers, body))

    def _answered(self, headers: Mapping[bytes, bytes], body: bytes) -> bytes:
        target = headers.get(b"x-amz-target", b"").decode().rpartition(".")[2]
        answer = json.dumps(self._services.answer(target, json.loads(body or b"{}"))).encode()
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nx-amzn-RequestId: bench\r\n"
            b"x-amz-crc32: %d\r\nContent-Length: %d\r\n\r\n" % (zlib.crc32(answer), len(answer))
        ) + answer


def _headers(head: bytes) -> dict[bytes, bytes]:
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return {name.lower(): value.strip() for name, _, value in lines}


async def _serve(services: StandIn) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(services), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("state", type=Path, help="what bench.seed has written")
    asyncio.run(_serve(StandIn(json.loads(parser.parse_args().state.read_text())["items"])))


if __name__ == "__main__":
    main()

"""The used part of three carriers' APIs on loopback, with state, faults and a record of what came in.

Written for tests of our own code only: it answers what the carriers' documents say and refuses what it does not know.
"""

# ruff: noqa: C901, PLR0911, PLR0912, PLR0917 - each API is one table of routes

import base64
import copy
import itertools
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TWILIO_ACCOUNT = ("AC" + "a1" * 16, "twilio-token-1")
PLIVO_ACCOUNT = ("MA" + "B2" * 9, "plivo-token-1")
TELNYX_ACCOUNT = ("1494404757140276705", "KEY-telnyx-1")
ACCOUNTS = {"twilio": TWILIO_ACCOUNT, "plivo": PLIVO_ACCOUNT, "telnyx": TELNYX_ACCOUNT}
NUMBERS = {
    "twilio": ("+12125551234", "+12125551235"),
    "plivo": ("+14155550140", "+14155550141"),
    "telnyx": ("+13125550170", "+13125550171"),
}


@dataclass
class Fault:
    """``what`` is a status, "timeout", "reset" or "malformed"; it strikes the request after ``skip`` others, once."""

    what: int | str
    skip: int = 0
    retry_after: str | None = None
    match: str = ""
    times: int = 1


@dataclass
class Reply:
    status: int
    document: Any = None


@dataclass
class Carriers:
    """State and faults; ``url`` is the base to which each carrier's name is appended."""

    url: str
    state: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    slow_seconds: float = 1.5
    lock: Any = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        with self.lock:
            self.state = {
                "tokens": dict(ACCOUNTS.values()),
                "account_status": "active",
                "twilio": {f"PN{i:032x}": _twilio_number(e164, i) for i, e164 in enumerate(NUMBERS["twilio"])},
                "plivo": {
                    "numbers": {e164[1:]: _plivo_number(e164) for e164 in NUMBERS["plivo"]},
                    "apps": {"100": {"app_id": "100", "app_name": "theirs", "answer_url": "https://theirs.test/a"}},
                },
                "telnyx": {
                    "numbers": {f"99{i}": _telnyx_number(f"99{i}", e164) for i, e164 in enumerate(NUMBERS["telnyx"])},
                    "call_control_applications": {
                        TELNYX_ACCOUNT[0]: {"id": TELNYX_ACCOUNT[0], "application_name": "theirs"}
                    },
                    "messaging_profiles": {
                        "mp-theirs": {"id": "mp-theirs", "name": "theirs", "whitelisted_destinations": ["US"]}
                    },
                    "commands": [],
                },
            }
            self.requests.clear()
            self.faults.clear()

    def picture(self) -> Any:
        """All that a customer could see."""
        with self.lock:
            return copy.deepcopy(self.state)

    def configuration(self, carrier: str, e164: str) -> dict[str, Any]:
        with self.lock:
            numbers = self.state["twilio"] if carrier == "twilio" else self.state[carrier]["numbers"]
            for number in numbers.values():
                if e164 in (number.get("phone_number"), "+" + str(number.get("number"))):
                    return copy.deepcopy(number)
        raise KeyError(e164)

    def struck(self, line: str) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                if not re.search(fault.match, line):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if not fault.times:
                    self.faults.remove(fault)
                return fault
        return None


def _twilio_number(e164: str, i: int) -> dict[str, Any]:
    return {
        "sid": f"PN{i:032x}",
        "account_sid": TWILIO_ACCOUNT[0],
        "phone_number": e164,
        "friendly_name": e164,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "voice_url": "https://theirs.test/voice" if i == 0 else "",
        "voice_method": "GET" if i == 0 else "POST",
        "voice_application_sid": "" if i == 0 else "AP" + "0" * 32,
        "trunk_sid": None,
        "status_callback": "",
        "status_callback_method": "POST",
        "sms_url": "https://theirs.test/sms",
        "sms_method": "POST",
        "sms_application_sid": "",
        "voice_fallback_url": "https://theirs.test/fallback",
    }


def _plivo_number(e164: str) -> dict[str, Any]:
    return {
        "number": e164[1:],
        "application": f"/v1/Account/{PLIVO_ACCOUNT[0]}/Application/100/" if e164.endswith("0") else None,
        "voice_enabled": True,
        "sms_enabled": True,
        "mms_enabled": False,
    }


def _telnyx_number(carrier_id: str, e164: str) -> dict[str, Any]:
    first = e164.endswith("0")
    return {
        "id": carrier_id,
        "phone_number": e164,
        "status": "active",
        "connection_id": TELNYX_ACCOUNT[0] if first else "",
        "messaging_profile_id": "mp-theirs" if first else None,
    }


_ids = itertools.count(5000)


def _twilio(all_: Carriers, method: str, path: str, query: dict[str, str], sent: Any, auth: str) -> Reply:
    user, token = _basic(auth)
    if all_.state["tokens"].get(user) != token:
        return Reply(401, {"code": 20003, "message": "Authenticate", "status": 401})
    root = f"/2010-04-01/Accounts/{user}"
    numbers = all_.state["twilio"]
    if (method, path) == ("GET", root + ".json"):
        return Reply(200, {"sid": user, "status": all_.state["account_status"], "type": "Full", "auth_token": token})
    if (method, path) == ("GET", root + "/IncomingPhoneNumbers.json"):
        wanted = query["PhoneNumber"].replace("*", "")
        found = [number for number in numbers.values() if wanted in number["phone_number"]]
        return Reply(200, {"incoming_phone_numbers": found, "next_page_uri": None, "page": 0, "page_size": 50})
    match = re.fullmatch(root + r"/IncomingPhoneNumbers/(PN\w+)\.json", path)
    if not match or match[1] not in numbers:
        return Reply(404, {"code": 20404, "message": "not found", "status": 404})
    if method == "DELETE":
        del numbers[match[1]]
        return Reply(204)
    if method == "POST":
        for name, value in sent.items():
            member = re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
            if member not in numbers[match[1]] or (member.endswith("_method") and value not in ("GET", "POST")):
                return Reply(400, {"code": 21000, "message": member, "status": 400})
            numbers[match[1]][member] = value
            if value and member in ("trunk_sid", "voice_application_sid"):
                other = {"trunk_sid": "voice_application_sid", "voice_application_sid": "trunk_sid"}[member]
                numbers[match[1]][other] = ""
    return Reply(200, numbers[match[1]])


def _plivo(all_: Carriers, method: str, path: str, query: dict[str, str], sent: Any, auth: str) -> Reply:
    user, token = _basic(auth)
    if all_.state["tokens"].get(user) != token:
        return Reply(401, {"api_id": "x", "error": "authentication failed"})
    rest = path.removeprefix(f"/v1/Account/{user}")
    numbers, apps = all_.state["plivo"]["numbers"], all_.state["plivo"]["apps"]
    if rest == "/":
        return Reply(200, {"api_id": "x", "auth_id": user, "account_type": "standard"})
    if rest == "/Application/" and method == "GET":
        found = [app for app in apps.values() if app["app_name"].startswith(query["app_name"])]
        return Reply(200, {"api_id": "x", "objects": found, "meta": {"next": None}})
    if rest == "/Application/" and method == "POST":
        if not re.fullmatch(r"[A-Za-z0-9_-]+", sent["app_name"]) or "answer_url" not in sent:
            return Reply(400, {"api_id": "x", "error": "bad"})
        app_id = str(next(_ids))
        apps[app_id] = {"app_id": app_id, **sent}
        return Reply(201, {"api_id": "x", "app_id": app_id, "message": "created"})
    if match := re.fullmatch(r"/Application/(\w+)/", rest):
        if match[1] not in apps:
            return Reply(404, {"api_id": "x", "error": "not found"})
        if method == "DELETE":
            assert sent == {"cascade": False}
            del apps[match[1]]
            for number in numbers.values():
                if f"/Application/{match[1]}/" in str(number["application"]):
                    number["application"] = None
            return Reply(204)
        apps[match[1]] |= sent
        return Reply(202, {"api_id": "x", "message": "changed"})
    match = re.fullmatch(r"/Number/(\d+)/", rest)
    if not match or match[1] not in numbers:
        return Reply(404, {"api_id": "x", "error": "not found"})
    if method == "DELETE":
        del numbers[match[1]]
        return Reply(204)
    if method == "POST":
        app_id = sent["app_id"]
        if app_id and app_id not in apps:
            return Reply(400, {"api_id": "x", "error": "no such application"})
        numbers[match[1]]["application"] = f"/v1/Account/{user}/Application/{app_id}/" if app_id else None
        return Reply(202, {"api_id": "x", "message": "changed"})
    return Reply(200, {"api_id": "x", **numbers[match[1]]})


def _telnyx(all_: Carriers, method: str, path: str, query: dict[str, str], sent: Any, auth: str) -> Reply:
    state = all_.state["telnyx"]
    if auth != f"Bearer {all_.state['tokens'][TELNYX_ACCOUNT[0]]}":
        return Reply(401, {"errors": [{"code": "10009", "title": "Authentication failed"}]})
    rest = path.removeprefix("/v2")
    missing = Reply(404, {"errors": [{"code": "10005", "title": "Resource not found"}]})
    if rest == "/balance":
        return Reply(200, {"data": {"balance": "1.00", "currency": "USD"}})
    if rest == "/phone_numbers/actions/verify_ownership":
        found = [
            {"id": number["id"], "number_val_e164": number["phone_number"]}
            for number in state["numbers"].values()
            if number["phone_number"] in sent["phone_numbers"]
        ]
        return Reply(200, {"data": {"found": found, "not_found": []}})
    if match := re.fullmatch(r"/calls/([^/]+)/actions/(\w+)", rest):
        state["commands"].append((match[1], match[2], sent))
        return Reply(200, {"data": {"result": "ok"}})
    if match := re.fullmatch(r"/phone_numbers/(\w+)(/messaging)?", rest):
        if match[1] not in state["numbers"]:
            return missing
        if method == "DELETE":
            return Reply(200, {"data": state["numbers"].pop(match[1])})
        if method == "PATCH":
            kinds = {"connection_id": "call_control_applications", "messaging_profile_id": "messaging_profiles"}
            for member, value in sent.items():
                if value and value not in state[kinds[member]]:
                    return Reply(422, {"errors": [{"code": "10015"}]})
                if value is None:
                    return Reply(422, {"errors": [{"code": "10015"}]})
            state["numbers"][match[1]] |= sent
        return Reply(200, {"data": state["numbers"][match[1]]})
    match = re.fullmatch(r"/(call_control_applications|messaging_profiles)(?:/([\w-]+))?", rest)
    if not match:
        return missing
    collection, name = state[match[1]], "application_name" if match[1].startswith("call") else "name"
    if match[2] is None:
        if method == "POST":
            if name not in sent:
                return Reply(422, {"errors": [{"code": "10004"}]})
            new = str(next(_ids))
            collection[new] = {"id": new, "webhook_api_version": "1", **sent}
            return Reply(201, {"data": collection[new]})
        return Reply(200, {"data": list(collection.values()), "meta": {"total_pages": 1, "page_number": 1}})
    if match[2] not in collection:
        return missing
    if method == "DELETE":
        return Reply(200, {"data": collection.pop(match[2])})
    if method == "PATCH":
        if name not in sent:
            return Reply(422, {"errors": [{"code": "10004"}]})
        collection[match[2]] |= sent
    return Reply(200, {"data": collection[match[2]]})


_APIS: dict[str, Callable[..., Reply]] = {"twilio": _twilio, "plivo": _plivo, "telnyx": _telnyx}


def _basic(auth: str) -> tuple[str, str]:
    user, _, token = base64.b64decode(auth.removeprefix("Basic ")).decode().partition(":")
    return user, token


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        carriers: Carriers = self.server.carriers  # type: ignore[attr-defined]
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        carrier, _, rest = url.path.lstrip("/").partition("/")
        is_json = "json" in (self.headers.get("Content-Type") or "")
        sent: Any = json.loads(raw) if raw and is_json else dict(parse_qsl(raw.decode(), keep_blank_values=True))
        carriers.requests.append((self.command, self.path, sent))
        fault = carriers.struck(f"{self.command} {url.path}")
        if fault and fault.what == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        if fault and isinstance(fault.what, int):
            self._answer(fault.what, b'{"error": "fault"}', fault.retry_after)
            return
        with carriers.lock:
            query = dict(parse_qsl(url.query, keep_blank_values=True))
            auth = self.headers.get("Authorization") or ""
            reply = _APIS[carrier](carriers, self.command, "/" + rest, query, sent, auth)
        body = b"" if reply.document is None else json.dumps(reply.document).encode()
        if fault and fault.what == "timeout":
            # The worst kind: what was asked for is done, and nobody is told.
            time.sleep(carriers.slow_seconds)
        if fault and fault.what == "malformed":
            body = b"<html>not what you expect</html>"
        self._answer(reply.status, body, None)

    do_GET = do_POST = do_PATCH = do_DELETE = handle_any  # noqa: N815

    def _answer(self, status: int, body: bytes, retry_after: str | None) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Set-Cookie", "tenant=first")
            if retry_after:
                self.send_header("Retry-After", retry_after)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return


@contextmanager
def serve() -> Iterator[Carriers]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.carriers = carriers = Carriers(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield carriers
    finally:
        server.shutdown()
        server.server_close()

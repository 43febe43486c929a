"""The control API: what was sent, what shall fail, what there is, and what comes in."""

import json
from collections.abc import Callable, Mapping
from typing import Protocol

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Store
from tools.sandbox.courier import Courier
from tools.sandbox.faults import Faults
from tools.sandbox.orders import CallOrder, MessageOrder, UnknownNumberError, call_order, message_order
from tools.sandbox.wire import JSON, Answer, Json, Request, json_answer


def _members(value: object) -> Json:
    if not isinstance(value, dict):
        raise ValueError("must be an object")  # noqa: TRY004 - how a check refuses
    return value


_CHANGE: dict[str, p.Check] = {
    "carrier": p.filled,
    "accountId": p.filled,
    "secret": p.filled,
    "status": p.one_of("active", "suspended", "closed"),
    "kind": p.one_of("numbers", "applications", "messaging_profiles", "services", "trunks"),
    "id": p.filled,
    "set": _members,
    "delete": p.flag,
}


class Line(Protocol):
    """Where a carrier's calls and messages come in."""

    def call(self, order: CallOrder, courier: Courier) -> Json:
        """Have a number called, and say what happened."""
        ...

    def message(self, order: MessageOrder, courier: Courier) -> Json:
        """Have messages sent to a number, and say what happened."""
        ...


class Control:
    """Answers the control API."""

    def __init__(
        self,
        *,
        store: Store,
        faults: Faults,
        lines: Mapping[str, Line],
        courier: Callable[[str], Courier],
        requests: Callable[[], list[Json]],
    ) -> None:
        self._store, self._faults, self._lines, self._courier = store, faults, lines, courier
        self._routes: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("GET", "/requests"): lambda _: json_answer(200, {"requests": requests()}),
            ("GET", "/state"): lambda _: json_answer(200, store.described()),
            ("GET", "/faults"): lambda _: json_answer(200, {"faults": faults.waiting()}),
            ("POST", "/faults"): lambda request: json_answer(201, faults.add(_body(request))),
            ("DELETE", "/faults"): lambda _: self._cleared(),
            ("POST", "/calls"): lambda request: json_answer(200, self.place_call(_body(request))),
            ("POST", "/changes"): lambda request: json_answer(200, self.change(_body(request))),
            ("POST", "/messages"): lambda request: json_answer(200, self.send_message(_body(request))),
        }

    def answer(self, request: Request) -> Answer:
        """Answer a request, errors included."""
        handler = self._routes.get((request.method, request.path))
        try:
            if handler is None:
                return json_answer(404, {"message": "See docs/carrier-sandbox.md for what there is"})
            return handler(request)
        except p.ParameterError as error:
            return json_answer(400, {"message": error.reason})
        except UnknownNumberError:
            return json_answer(404, {"message": "No active account with this carrier owns the number"})

    def place_call(self, asked: Json) -> Json:
        """Have a number called.

        Raises:
            ParameterError: it is not a call order.
            UnknownNumberError: nobody owns the number.
        """
        with self._store.changing():
            carrier, order = call_order(self._store, asked)
        courier = self._courier(order.delivery)
        return self._told(courier, self._lines[carrier].call(order, courier))

    def send_message(self, asked: Json) -> Json:
        """Have a number written to.

        Raises:
            ParameterError: it is not a message order.
            UnknownNumberError: nobody owns the number.
        """
        with self._store.changing():
            carrier, order = message_order(self._store, asked)
        courier = self._courier(order.delivery)
        return self._told(courier, self._lines[carrier].message(order, courier))

    def change(self, asked: Json) -> Json:
        """Change what an account has, as its owner might in the carrier's console; with no ``id`` the account itself.

        Raises:
            ParameterError: it is not a change, or of nothing that there is.
        """
        change = p.checked(asked, _CHANGE, ["carrier", "accountId"])
        with self._store.changing():
            account = self._store.account(change["carrier"], change["accountId"])
            if account is None:
                raise p.ParameterError("invalid", "accountId", "There is no such account")
            if "id" not in change:
                account.secret = change.get("secret", account.secret)
                account.status = change.get("status", account.status)
                return {"changed": "account"}
            shelf = account.shelf(change.get("kind", "numbers"))
            if change["id"] not in shelf and change.get("kind", "numbers") == "numbers":
                # What else there is can be made so; a number has more members than anybody would send.
                raise p.ParameterError("invalid", "id", "There is no such number")
            if change.get("delete"):
                shelf.pop(change["id"], None)
            elif change["id"] in shelf:
                shelf[change["id"]].update(change.get("set", {}))
            else:
                shelf[change["id"]] = change.get("set", {})
        return {"changed": change["id"]}

    def _told(self, courier: Courier, outcome: Json) -> Json:
        courier.finish()
        return {**outcome, "deliveries": courier.deliveries}

    def _cleared(self) -> Answer:
        self._faults.clear()
        return Answer(204)


def _body(request: Request) -> Json:
    # A web page cannot send this type elsewhere without being asked for permission, which is never given.
    if request.content_type != JSON:
        raise p.ParameterError("invalid", "Content-Type", "Send application/json")
    try:
        body = json.loads(request.body)
    except ValueError:
        raise p.ParameterError("invalid", "body", "The body is not JSON") from None
    if not isinstance(body, dict):
        raise p.ParameterError("invalid", "body", "The body must be an object")
    return body

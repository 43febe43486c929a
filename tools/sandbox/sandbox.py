"""The sandbox as a program or a test holds it."""

import itertools
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from tools.sandbox.accounts import CARRIERS, Store
from tools.sandbox.clock import Clock, SystemClock, iso
from tools.sandbox.control import Control, Line
from tools.sandbox.courier import Courier, Send, over_http
from tools.sandbox.faults import Fault, Faults
from tools.sandbox.plivo.api import PlivoApi
from tools.sandbox.plivo.line import PlivoLine
from tools.sandbox.server import Hold, Server
from tools.sandbox.telnyx.api import TelnyxApi
from tools.sandbox.telnyx.line import TelnyxLine
from tools.sandbox.tenants import AccountPlan, account_from, default_plans, described
from tools.sandbox.twilio.api import TwilioApi
from tools.sandbox.twilio.line import TwilioLine
from tools.sandbox.wire import JSON, Answer, Json, Request, json_answer

_MAX_REQUESTS = 10_000


class CarrierApi(Protocol):
    """One carrier's REST API."""

    prefix: str

    def answer(self, request: Request) -> Answer:
        """What the carrier would answer."""
        ...

    def failure(self, status: int) -> Answer:
        """What the carrier answers with such a status, whatever was asked."""
        ...

    def caller(self, request: Request) -> str:
        """The account that the credentials name."""
        ...


class Sandbox:
    """A running sandbox. Use it as a context manager, or ``close`` it."""

    def __init__(
        self,
        *,
        port: int,
        state_dir: Path | None,
        plans: Sequence[AccountPlan],
        clock: Clock,
        seed: int | None,
        send: Send,
        patience_seconds: float,
    ) -> None:
        self._plans = list(plans)
        self._server = Server(port, self._answer)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.clock = clock
        self.store = Store([account_from(plan) for plan in plans], state_dir=state_dir, seed=seed)
        self.faults = Faults()
        self._requests: deque[Json] = deque(maxlen=_MAX_REQUESTS)
        self._sequence = itertools.count(1)
        media_url = f"{self.url}/media"
        plivo, telnyx = PlivoApi(self.store, clock, media_url), TelnyxApi(self.store, clock, media_url)
        self._apis: dict[str, CarrierApi] = {"twilio": TwilioApi(self.store, clock), "plivo": plivo, "telnyx": telnyx}
        self._plivo_media, self._telnyx_media = plivo.recordings.media, telnyx.recordings.media
        lines: dict[str, Line] = {
            "twilio": TwilioLine(self.store, clock, self.url),
            "plivo": PlivoLine(self.store, clock, plivo.recordings),
            "telnyx": TelnyxLine(self.store, clock, telnyx.recordings, patience_seconds),
        }
        self.control = Control(
            store=self.store,
            faults=self.faults,
            lines=lines,
            courier=lambda mode: Courier(send, self.store, mode),
            requests=self.requests,
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def base_urls(self) -> dict[str, str]:
        """By carrier, what stands in for https://api.twilio.com, https://api.plivo.com and https://api.telnyx.com."""
        return dict.fromkeys(CARRIERS, self.url)

    @property
    def control_url(self) -> str:
        """Where the control API's paths begin."""
        return self.url

    def described(self) -> dict[str, dict[str, Json]]:
        """By tenant and carrier: ``accSId``, ``authToken``, ``numbers``, and Telnyx's ``publicKey``."""
        return described(self._plans)

    def requests(self) -> list[Json]:
        """What the carriers were sent, the oldest first, without secrets."""
        return list(self._requests)

    def state(self) -> Json:
        """What there is now, as `GET /state` shows it."""
        return self.store.described()

    def close(self) -> None:
        """Stop, and let go of everybody who waits."""
        self.faults.clear()
        self._server.stop()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self, request: Request) -> Answer | Hold:
        for carrier, api in self._apis.items():
            if request.path.startswith(api.prefix):
                return self._answer_as(carrier, api, request)
        if request.path.startswith("/media/"):
            return self._media(request)
        return self.control.answer(request)

    def _answer_as(self, carrier: str, api: CarrierApi, request: Request) -> Answer | Hold:
        fault = self.faults.take(carrier, request)
        over = self.faults.cleared
        if fault and fault.delaySeconds:
            self.clock.sleep(fault.delaySeconds)
        answer: Answer | None = None
        if fault is None or fault.applied or fault.status is None:
            with self.store.changing():
                answer = api.answer(request)
        outcome: Answer | Hold = (
            _faulty(fault, api, over) if fault and fault.status is not None else answer or Answer(500)
        )
        self._record(carrier, api, request, outcome, fault)
        return outcome

    def _media(self, request: Request) -> Answer:
        _, _, carrier, name = request.path.split("/", 3) if request.path.count("/") == 3 else ("", "", "", "")
        with self.store.changing():
            if request.method == "GET" and carrier == "plivo":
                return self._plivo_media(name)
            if request.method == "GET" and carrier == "telnyx":
                return self._telnyx_media(name, request)
        return json_answer(404, {"message": "There is no such recording"})

    def _record(
        self, carrier: str, api: CarrierApi, request: Request, outcome: Answer | Hold, fault: Fault | None
    ) -> None:
        headers = {name: value for name, value in request.headers.items() if name != "authorization"}
        self._requests.append(
            {
                "sequence": next(self._sequence),
                "at": iso(self.clock.now()),
                "carrier": carrier,
                "account": api.caller(request),
                "method": request.method,
                "path": request.path,
                "query": request.query,
                "headers": headers,
                "body": request.body.decode("utf-8", "replace"),
                "status": outcome.status if isinstance(outcome, Answer) else None,
                "fault": fault.status or "delay" if fault else None,
            }
        )


def _faulty(fault: Fault, api: CarrierApi, over: threading.Event) -> Answer | Hold:
    if fault.status == "timeout":
        return Hold(over)
    if fault.status == "reset":
        return Hold()
    if fault.status == "malformed":
        return Answer(200, b'{"unfinished": ', {"Content-Type": JSON})
    answer = api.failure(int(fault.status or 500))
    if fault.retryAfter is None:
        return answer
    return Answer(answer.status, answer.body, {**answer.headers, "Retry-After": str(fault.retryAfter)})


def start(
    *,
    port: int = 0,
    state_dir: Path | None = None,
    plans: Sequence[AccountPlan] | None = None,
    clock: Clock | None = None,
    seed: int | None = None,
    send: Send = over_http,
    patience_seconds: float = 0.0,
) -> Sandbox:
    """A sandbox that runs in this process until it is closed.

    Args:
        port: 0 takes a free one.
        state_dir: where its state survives a restart; without it nothing is written.
        plans: the accounts; those of the demo tenants, a suspended and a closed one unless given.
        clock: the time that it lives in.
        seed: makes the ids that it gives out the same every time.
        send: how webhooks reach the product; over HTTP, on this machine, unless given.
        patience_seconds: how long a Telnyx call waits for the next command before the caller hangs up.
    """
    return Sandbox(
        port=port,
        state_dir=state_dir,
        plans=default_plans() if plans is None else plans,
        clock=clock or SystemClock(),
        seed=seed,
        send=send,
        patience_seconds=patience_seconds,
    )

"""The sandbox as a program or a test holds it."""

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.sandbox.accounts import CARRIERS, Store
from tools.sandbox.clock import Clock, SystemClock
from tools.sandbox.control import Control, Line
from tools.sandbox.courier import Courier, Send, over_http
from tools.sandbox.exchange import CarrierApi, Exchange
from tools.sandbox.faults import Faults
from tools.sandbox.media import Media
from tools.sandbox.plivo.api import PlivoApi
from tools.sandbox.plivo.line import PlivoLine
from tools.sandbox.server import Hold, Server
from tools.sandbox.telnyx.api import TelnyxApi
from tools.sandbox.telnyx.line import TelnyxLine
from tools.sandbox.telnyx.recordings import BUCKET
from tools.sandbox.tenants import AccountPlan, account_from, default_plans, described
from tools.sandbox.twilio.api import TwilioApi
from tools.sandbox.twilio.line import TwilioLine
from tools.sandbox.wire import Answer, Json, Request


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
        media_url = f"{self.url}/media"
        plivo, telnyx = PlivoApi(self.store, clock, media_url), TelnyxApi(self.store, clock, self.url)
        apis: dict[str, CarrierApi] = {"twilio": TwilioApi(self.store, clock), "plivo": plivo, "telnyx": telnyx}
        self._exchange = Exchange(apis, self.store, self.faults, clock)
        self._media = Media(
            self.store, {"/media/plivo/": plivo.recordings.media, f"/{BUCKET}/": telnyx.recordings.media}
        )
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
        """Return, by tenant and carrier, ``accSId``, ``authToken``, ``numbers``, and Telnyx's ``publicKey``."""
        return described(self._plans)

    def requests(self) -> list[Json]:
        """Return what the carriers were sent, the oldest first, without secrets."""
        return self._exchange.requests()

    def state(self) -> Json:
        """Return what there is now, as `GET /state` shows it."""
        return self.store.described()

    def reset(self) -> None:
        """Be as at the first start: the accounts as planned, no traffic, no faults, no requests."""
        self.faults.clear()
        with self.store.changing():
            self.store.accounts[:] = [account_from(plan) for plan in self._plans]
            self.store.calls.clear()
            self.store.messages.clear()
            self.store.events.clear()
        self._exchange.forget_requests()

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
        return self._exchange.answer(request) or self._media.answer(request) or self.control.answer(request)


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
    """Start a sandbox that runs in this process until it is closed.

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

"""Who asks, what for, and who answers it."""

from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock
from tools.sandbox.telnyx.applications import Applications
from tools.sandbox.telnyx.bodies import asked, shown
from tools.sandbox.telnyx.commands import Commands
from tools.sandbox.telnyx.errors import TelnyxError, refusal
from tools.sandbox.telnyx.logs import Logs
from tools.sandbox.telnyx.messaging import Messaging
from tools.sandbox.telnyx.numbers import Numbers
from tools.sandbox.telnyx.outbound import OutboundVoiceProfiles
from tools.sandbox.telnyx.recordings import Recordings
from tools.sandbox.wire import Answer, NoRouteError, Request, Route, Router


class TelnyxApi:
    """Answers requests below /v2."""

    prefix = "/v2"

    def __init__(self, store: Store, clock: Clock, storage_url: str) -> None:
        self._store = store
        self.recordings = Recordings(store, clock, storage_url)
        numbers, applications, messaging = Numbers(clock), Applications(store, clock), Messaging(store, clock)
        outbound, outbound_profiles = OutboundVoiceProfiles(store, clock), "/v2/outbound_voice_profiles"
        logs = Logs(store, clock)
        apps, profiles = "/v2/call_control_applications", "/v2/messaging_profiles"
        self._router = Router(
            [
                Route("GET", "/v2/balance", _balance),
                Route("GET", "/v2/phone_numbers", numbers.list),
                Route("POST", "/v2/phone_numbers/actions/verify_ownership", numbers.verify_ownership),
                Route("GET", "/v2/phone_numbers/messaging", messaging.list_numbers),
                Route("GET", "/v2/phone_numbers/{number_id}", numbers.retrieve),
                Route("PATCH", "/v2/phone_numbers/{number_id}", numbers.update),
                Route("DELETE", "/v2/phone_numbers/{number_id}", numbers.delete),
                Route("GET", "/v2/phone_numbers/{number_id}/voice", numbers.retrieve_voice),
                Route("PATCH", "/v2/phone_numbers/{number_id}/voice", numbers.update_voice),
                Route("GET", "/v2/phone_numbers/{number_id}/messaging", messaging.retrieve_number),
                Route("PATCH", "/v2/phone_numbers/{number_id}/messaging", messaging.update_number),
                Route("GET", apps, applications.list),
                Route("POST", apps, applications.create),
                Route("GET", f"{apps}/{{app_id}}", applications.retrieve),
                Route("PATCH", f"{apps}/{{app_id}}", applications.update),
                Route("DELETE", f"{apps}/{{app_id}}", applications.delete),
                Route("GET", "/v2/connections/{connection_id}", applications.connection),
                Route("GET", outbound_profiles, outbound.list),
                Route("POST", outbound_profiles, outbound.create),
                Route("GET", f"{outbound_profiles}/{{profile_id}}", outbound.retrieve),
                Route("GET", profiles, messaging.list),
                Route("POST", profiles, messaging.create),
                Route("GET", f"{profiles}/{{profile_id}}", messaging.retrieve),
                Route("PATCH", f"{profiles}/{{profile_id}}", messaging.update),
                Route("DELETE", f"{profiles}/{{profile_id}}", messaging.delete),
                Route("GET", f"{profiles}/{{profile_id}}/phone_numbers", messaging.numbers),
                Route("POST", "/v2/calls/{call_control_id}/actions/{command}", Commands(store).take),
                Route("GET", "/v2/detail_records", logs.detail_records),
                Route("GET", "/v2/call_events", logs.call_events),
                Route("GET", "/v2/messages/{message_id}", logs.message),
                Route("GET", "/v2/recordings", self.recordings.list),
                Route("GET", "/v2/recordings/{recording_id}", self.recordings.retrieve),
                Route("DELETE", "/v2/recordings/{recording_id}", self.recordings.delete),
            ]
        )

    def answer(self, request: Request) -> Answer:
        """Answer as Telnyx would."""
        try:
            account = self._authenticated(request)
            handler, segments = self._router.find(request.method, request.path)
            return handler(account, request, **segments)
        except TelnyxError as error:
            return refusal(error)
        except NoRouteError as error:
            return refusal(TelnyxError(405 if error.known_path else 404))

    def failure(self, status: int) -> Answer:
        """Answer as Telnyx does with such a status, whatever was asked."""
        return refusal(TelnyxError(status))

    def patience(self, seconds: int) -> dict[str, str]:
        """Return the headers in which Telnyx says for how long it wants to be left alone."""
        return {"x-ratelimit-limit": "1", "x-ratelimit-remaining": "0", "x-ratelimit-reset": str(seconds)}

    def caller(self, request: Request) -> str:
        """Return the account whose key was sent."""
        account = self._store.account_by_secret("telnyx", _key(request))
        return account.account_id if account else ""

    def _authenticated(self, request: Request) -> Account:
        account = self._store.account_by_secret("telnyx", _key(request))
        if account is None or account.status == "closed":
            raise TelnyxError(401)
        if not account.is_active:
            raise TelnyxError(403)
        return account


def _balance(_account: Account, request: Request) -> Answer:
    asked(request, {})
    return shown(
        {
            "record_type": "balance",
            "available_credit": "25.00",
            "balance": "25.00",
            "credit_limit": "0.00",
            "currency": "USD",
            "pending": "0.00",
        }
    )


def _key(request: Request) -> str:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key if scheme.lower() == "bearer" else ""

"""Who asks, what for, and who answers it."""

import hmac

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock
from tools.sandbox.twilio.errors import TwilioError, refusal
from tools.sandbox.twilio.logs import Logs
from tools.sandbox.twilio.numbers import Numbers
from tools.sandbox.twilio.recordings import Recordings
from tools.sandbox.twilio.seeding import VERSION
from tools.sandbox.twilio.services import PREFIX as SERVICES
from tools.sandbox.twilio.services import Services
from tools.sandbox.wire import Answer, NoRouteError, Request, Route, Router, basic_credentials, json_answer

_ACCOUNT = f"/{VERSION}/Accounts/{{account_sid}}"


class TwilioApi:
    """Answers requests below /2010-04-01, and what another host of Twilio's has below /v1/Services."""

    prefix = (f"/{VERSION}", SERVICES)

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        numbers, recordings, services, logs = Numbers(clock), Recordings(store, clock), Services(), Logs(store)
        self._router = Router(
            [
                Route("GET", f"{_ACCOUNT}.json", _fetch_account),
                Route("GET", f"{_ACCOUNT}/IncomingPhoneNumbers.json", numbers.list),
                Route("GET", f"{_ACCOUNT}/IncomingPhoneNumbers/{{sid}}.json", numbers.fetch),
                Route("POST", f"{_ACCOUNT}/IncomingPhoneNumbers/{{sid}}.json", numbers.update),
                Route("DELETE", f"{_ACCOUNT}/IncomingPhoneNumbers/{{sid}}.json", numbers.delete),
                Route("GET", SERVICES, services.list),
                Route("GET", f"{SERVICES}/{{service_sid}}/PhoneNumbers", services.numbers),
                Route("GET", f"{_ACCOUNT}/Applications/{{sid}}.json", _fetch_application),
                Route("GET", f"{_ACCOUNT}/Calls.json", logs.calls),
                Route("GET", f"{_ACCOUNT}/Calls/{{call_sid}}.json", logs.call),
                Route("GET", f"{_ACCOUNT}/Messages.json", logs.messages),
                Route("GET", f"{_ACCOUNT}/Messages/{{message_sid}}/Media.json", logs.media),
                Route("GET", f"{_ACCOUNT}/Messages/{{message_sid}}/Media/{{sid}}", logs.media_file),
                Route("POST", f"{_ACCOUNT}/Calls/{{call_sid}}/Recordings.json", recordings.create),
                Route("GET", f"{_ACCOUNT}/Recordings.json", recordings.list),
                Route("GET", f"{_ACCOUNT}/Recordings/{{sid}}.json", recordings.fetch),
                Route("DELETE", f"{_ACCOUNT}/Recordings/{{sid}}.json", recordings.delete),
                Route("GET", f"{_ACCOUNT}/Recordings/{{sid}}", recordings.media),
            ]
        )

    def answer(self, request: Request) -> Answer:
        """Answer as Twilio would."""
        try:
            return self._answered(request)
        except TwilioError as error:
            return refusal(error)
        except NoRouteError as error:
            return refusal(TwilioError(405 if error.known_path else 404))
        except p.ParameterError as error:
            return refusal(_refused(error))

    def failure(self, status: int) -> Answer:
        """Answer as Twilio does with such a status, whatever was asked."""
        return refusal(TwilioError(status))

    def patience(self, seconds: int) -> dict[str, str]:
        """Return the headers in which Twilio says for how long it wants to be left alone."""
        return {"Retry-After": str(seconds)}

    def caller(self, request: Request) -> str:
        """Return the account that the credentials name."""
        name = basic_credentials(request)[0]
        account = self._store.account_by_api_key("twilio", name)
        return account.account_id if account else name

    def _answered(self, request: Request) -> Answer:
        account = self._authenticated(request)
        handler, segments = self._router.find(request.method, request.path)
        if handler is _fetch_account and basic_credentials(request)[0] in account.api_keys:
            # A standard or restricted key may use all but accounts and keys (docs/iam/api-keys).
            raise TwilioError(401)
        if segments.pop("account_sid", account.account_id) != account.account_id:
            raise TwilioError(404)
        if not account.is_active and handler is not _fetch_account:
            raise TwilioError(403, message="The account is suspended")
        return handler(account, request, **segments)

    def _authenticated(self, request: Request) -> Account:
        name, token = basic_credentials(request)
        account = self._store.account("twilio", name) or self._store.account_by_api_key("twilio", name)
        # Twilio answers a closed account as it does a wrong token (docs/errors/20003).
        if (
            account is None
            or account.status == "closed"
            or not hmac.compare_digest(account.api_keys.get(name, account.secret).encode(), token.encode())
        ):
            raise TwilioError(401)
        return account


def _fetch_account(account: Account, request: Request) -> Answer:
    p.checked(p.once(request.query_pairs()), {})
    uri = f"/{VERSION}/Accounts/{account.account_id}"
    return json_answer(
        200,
        {
            "auth_token": account.secret,
            "date_created": "Thu, 01 Oct 2026 08:00:00 +0000",
            "date_updated": "Thu, 01 Oct 2026 08:00:00 +0000",
            "friendly_name": account.tenant,
            "owner_account_sid": account.account_id,
            "sid": account.account_id,
            "status": account.status,
            "subresource_uris": {
                "incoming_phone_numbers": f"{uri}/IncomingPhoneNumbers.json",
                "recordings": f"{uri}/Recordings.json",
            },
            "type": "Full",
            "uri": f"{uri}.json",
        },
    )


def _fetch_application(account: Account, request: Request, sid: str) -> Answer:
    p.checked(p.once(request.query_pairs()), {})
    if sid not in account.shelf("applications"):
        raise TwilioError(404)
    return json_answer(200, account.shelf("applications")[sid])


def _refused(error: p.ParameterError) -> TwilioError:
    if error.kind == "invalid" and error.name.endswith(("Url", "Callback")):
        return TwilioError(400, 21402, error.reason)
    if error.kind == "invalid" and error.name.endswith("Method"):
        return TwilioError(400, 21403, error.reason)
    return TwilioError(400, message=error.reason)

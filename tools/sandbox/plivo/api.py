"""Who asks, what for, and who answers it."""

import hmac

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock
from tools.sandbox.plivo.applications import Applications
from tools.sandbox.plivo.bodies import answered
from tools.sandbox.plivo.errors import PlivoError, refusal
from tools.sandbox.plivo.logs import Logs
from tools.sandbox.plivo.numbers import Numbers
from tools.sandbox.plivo.recordings import Recordings
from tools.sandbox.wire import Answer, NoRouteError, Request, Route, Router, basic_credentials

_ACCOUNT = "/v1/Account/{auth_id}"


class PlivoApi:
    """Answers requests below /v1/Account. Every path ends with a slash."""

    prefix = "/v1/Account"

    def __init__(self, store: Store, clock: Clock, media_url: str) -> None:
        self._store = store
        self.recordings = Recordings(store, clock, media_url)
        numbers, applications, recordings, logs = (
            Numbers(store),
            Applications(store),
            self.recordings,
            Logs(store, clock),
        )
        self._router = Router(
            [
                Route("GET", f"{_ACCOUNT}/", self._account),
                Route("GET", f"{_ACCOUNT}/Number/", numbers.list),
                Route("GET", f"{_ACCOUNT}/Number/{{digits}}/", numbers.get),
                Route("POST", f"{_ACCOUNT}/Number/{{digits}}/", numbers.update),
                Route("DELETE", f"{_ACCOUNT}/Number/{{digits}}/", numbers.delete),
                Route("GET", f"{_ACCOUNT}/Application/", applications.list),
                Route("POST", f"{_ACCOUNT}/Application/", applications.create),
                Route("GET", f"{_ACCOUNT}/Application/{{app_id}}/", applications.get),
                Route("POST", f"{_ACCOUNT}/Application/{{app_id}}/", applications.update),
                Route("DELETE", f"{_ACCOUNT}/Application/{{app_id}}/", applications.delete),
                Route("GET", f"{_ACCOUNT}/Call/", logs.calls),
                Route("GET", f"{_ACCOUNT}/Call/{{call_uuid}}/", logs.call),
                Route("GET", f"{_ACCOUNT}/Message/", logs.messages),
                Route("GET", f"{_ACCOUNT}/Message/{{message_uuid}}/Media/", logs.media),
                Route("POST", f"{_ACCOUNT}/Call/{{call_uuid}}/Record/", recordings.start),
                Route("DELETE", f"{_ACCOUNT}/Call/{{call_uuid}}/Record/", recordings.stop),
                Route("GET", f"{_ACCOUNT}/Recording/", recordings.list),
                Route("GET", f"{_ACCOUNT}/Recording/{{recording_id}}/", recordings.get),
                Route("DELETE", f"{_ACCOUNT}/Recording/{{recording_id}}/", recordings.delete),
            ]
        )

    def answer(self, request: Request) -> Answer:
        """Answer as Plivo would."""
        try:
            return self._answered(request)
        except PlivoError as error:
            return refusal(error, self._store.new_uuid())
        except NoRouteError as error:
            return self.failure(405 if error.known_path else 404)
        except p.ParameterError as error:
            return refusal(PlivoError(400, error.reason), self._store.new_uuid())

    def failure(self, status: int) -> Answer:
        """Answer as Plivo does with such a status, whatever was asked."""
        return refusal(PlivoError(status), self._store.new_uuid())

    def patience(self, seconds: int) -> dict[str, str]:
        """Return the headers in which Plivo says for how long it wants to be left alone."""
        return {"Retry-After": str(seconds)}

    def caller(self, request: Request) -> str:
        """Return the account that the credentials name."""
        return basic_credentials(request)[0]

    def _answered(self, request: Request) -> Answer:
        account = self._authenticated(request)
        handler, segments = self._router.find(request.method, request.path)
        if segments.pop("auth_id") != account.account_id:
            raise PlivoError(401)
        return handler(account, request, **segments)

    def _authenticated(self, request: Request) -> Account:
        auth_id, token = basic_credentials(request)
        account = self._store.account("plivo", auth_id)
        if (
            account is None
            or account.status == "closed"
            or not hmac.compare_digest(account.secret.encode(), token.encode())
        ):
            raise PlivoError(401)
        if not account.is_active:
            raise PlivoError(403)
        return account

    def _account(self, account: Account, request: Request) -> Answer:
        p.checked(p.once(request.query_pairs()), {})
        return answered(
            self._store,
            200,
            {
                "account_type": "standard",
                "address": "",
                "auth_id": account.account_id,
                "auto_recharge": False,
                "billing_mode": "prepaid",
                "cash_credits": "25.00000",
                "city": "",
                "name": account.tenant,
                "resource_uri": f"/v1/Account/{account.account_id}/",
                "state": "",
                "timezone": "Asia/Kolkata",
            },
        )

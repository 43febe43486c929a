"""call_control_applications, and connections of any kind as far as they are shown."""

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.clock import Clock, iso
from tools.sandbox.telnyx.bodies import PAGING, asked, listed, sent, shown
from tools.sandbox.telnyx.errors import TelnyxError
from tools.sandbox.telnyx.seeding import new_application
from tools.sandbox.wire import Answer, Json, Request

# telnyx-python 4.189.0, CallControlApplicationCreateParams
_CREATE: dict[str, p.Check] = {
    "active": p.flag,
    "anchorsite_override": p.filled,
    "application_name": p.filled,
    "call_cost_in_webhooks": p.flag,
    "dtmf_type": p.one_of("RFC 2833", "Inband", "SIP INFO"),
    "first_command_timeout": p.flag,
    "first_command_timeout_secs": p.integer(0, 3600),
    "inbound": p.record(
        {
            "channel_limit": p.nullable(p.integer(1, 10_000)),
            "shaken_stir_enabled": p.flag,
            "sip_subdomain": p.nullable(p.text),
            "sip_subdomain_receive_settings": p.one_of("only_my_connections", "from_anyone"),
        }
    ),
    "outbound": p.record(
        {"channel_limit": p.nullable(p.integer(1, 10_000)), "outbound_voice_profile_id": p.nullable(p.text)}
    ),
    "redact_dtmf_debug_logging": p.flag,
    "webhook_api_version": p.one_of("1", "2"),
    "webhook_event_failover_url": p.nullable(p.or_empty(p.url)),
    "webhook_event_url": p.url,
    "webhook_timeout_secs": p.nullable(p.integer(0, 30)),
}
_UPDATE: dict[str, p.Check] = {**_CREATE, "tags": p.list_of(p.text)}
_REQUIRED = ("application_name", "webhook_event_url")


class Applications:
    """The Call Control applications of the accounts."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def list(self, account: Account, request: Request) -> Answer:
        """Answer with those whose name contains the filter, or all; the newest first."""
        filters = asked(
            request,
            {
                "filter[application_name][contains]": p.matching(r".{3,}", "at least three characters"),
                "sort": p.one_of("created_at", "connection_name", "active"),
                **PAGING,
            },
        )
        part = filters.get("filter[application_name][contains]", "").lower()
        found = [app for app in account.shelf("applications").values() if part in str(app["application_name"]).lower()]
        return listed(list(reversed(found)), filters)

    def create(self, account: Account, request: Request) -> Answer:
        """Make a new one; the same name may be there already."""
        members = sent(request, _CREATE, _REQUIRED)
        _require_profile(account, members)
        app_id = self._store.decimal(19)
        app = new_application(app_id, members["application_name"], members["webhook_event_url"], iso(self._clock.now()))
        account.shelf("applications")[app_id] = _changed(app, members)
        return shown(app, 201)

    def retrieve(self, account: Account, request: Request, app_id: str) -> Answer:
        """Answer with one of them."""
        asked(request, {})
        return shown(_owned(account, app_id))

    def update(self, account: Account, request: Request, app_id: str) -> Answer:
        """Change what was sent; name and webhook URL have to be."""
        app = _owned(account, app_id)
        members = sent(request, _UPDATE, _REQUIRED)
        _require_profile(account, members)
        _changed(app, members)
        app["updated_at"] = iso(self._clock.now())
        return shown(app)

    def delete(self, account: Account, request: Request, app_id: str) -> Answer:
        """Delete one that no number uses."""
        asked(request, {})
        app = _owned(account, app_id)
        if any(number["connection_id"] == app_id for number in account.shelf("numbers").values()):
            raise TelnyxError(422, "The application is used by phone numbers.")
        del account.shelf("applications")[app_id]
        return shown(app)

    def connection(self, account: Account, request: Request, connection_id: str) -> Answer:
        """Answer with what is common to connections of all kinds."""
        asked(request, {})
        app = _owned(account, connection_id)
        members = (
            "id",
            "active",
            "anchorsite_override",
            "created_at",
            "record_type",
            "tags",
            "updated_at",
            "webhook_api_version",
            "webhook_event_failover_url",
            "webhook_event_url",
        )
        profile_id = app["outbound"]["outbound_voice_profile_id"]
        names = {"connection_name": app["application_name"], "outbound_voice_profile_id": profile_id}
        return shown({name: app[name] for name in members} | names)


def _changed(app: Json, members: Json) -> Json:
    for name, value in members.items():
        app[name] = {**app[name], **value} if isinstance(value, dict) else value
    return app


def _require_profile(account: Account, members: Json) -> None:
    profile_id = members.get("outbound", {}).get("outbound_voice_profile_id")
    if profile_id and profile_id not in account.shelf("outbound_voice_profiles"):
        detail = "outbound_voice_profile_id is not a profile of this account"
        raise TelnyxError(422, detail, pointer="/outbound/outbound_voice_profile_id")


def _owned(account: Account, app_id: str) -> Json:
    app = account.shelf("applications").get(app_id)
    if app is None:
        raise TelnyxError(404)
    return app

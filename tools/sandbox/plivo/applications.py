"""Application: list, create, get, update, delete."""

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.plivo.bodies import PAGING, answered, listed, same, sent
from tools.sandbox.plivo.errors import PlivoError
from tools.sandbox.plivo.seeding import new_application
from tools.sandbox.wire import Answer, Json, Request

_METHOD = p.one_of("GET", "POST")

# plivo-python 4.63.0, Applications.update; an empty URL clears.
_UPDATE: dict[str, p.Check] = {
    "answer_method": _METHOD,
    "answer_url": p.url,
    "default_endpoint_app": p.flag,
    "default_number_app": p.flag,
    "fallback_answer_url": p.or_empty(p.url),
    "fallback_method": _METHOD,
    "hangup_method": _METHOD,
    "hangup_url": p.or_empty(p.url),
    "log_incoming_messages": p.flag,
    "message_method": _METHOD,
    "message_url": p.or_empty(p.url),
    "public_uri": p.flag,
    "subaccount": p.matching(r"SA[A-Z0-9]{18}", "a subaccount's auth id"),
}
_CREATE: dict[str, p.Check] = {**_UPDATE, "app_name": p.matching(r"[A-Za-z0-9_-]{1,60}", "letters, digits, - and _")}
_DELETE: dict[str, p.Check] = {"cascade": p.flag, "new_endpoint_application": p.filled}
_FILTERS: dict[str, p.Check] = {
    "app_name": p.filled,
    "subaccount": p.matching(r"SA[A-Z0-9]{18}", "a subaccount's auth id"),
    **PAGING,
}


class Applications:
    """The applications of the accounts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self, account: Account, request: Request) -> Answer:
        """Answer with those of that name, or all, a page of them."""
        asked = p.checked(p.once(request.query_pairs()), _FILTERS)
        found = [
            application
            for application in account.shelf("applications").values()
            if asked.get("app_name") in {None, application["app_name"]}
            and asked.get("subaccount") in {None, application["sub_account"]}
        ]
        return listed(self._store, account, request, kind="Application", found=found, asked=asked)

    def create(self, account: Account, request: Request) -> Answer:
        """Make a new one; the same name may be there already."""
        members = _members(account, sent(request, _CREATE, ["app_name", "answer_url"]))
        app_id = self._store.decimal(17)
        new_application(account, app_id, members)
        return answered(self._store, 201, {"app_id": app_id, "message": "created"})

    def get(self, account: Account, request: Request, app_id: str) -> Answer:
        """Answer with one of them."""
        p.checked(p.once(request.query_pairs()), {})
        return answered(self._store, 200, _owned(account, app_id))

    def update(self, account: Account, request: Request, app_id: str) -> Answer:
        """Change what was sent."""
        application = _owned(account, app_id)
        application.update(_members(account, sent(request, _UPDATE)))
        return answered(self._store, 202, {"message": "changed"})

    def delete(self, account: Account, request: Request, app_id: str) -> Answer:
        """Delete it, and with it its endpoints unless ``cascade`` is false; its numbers keep no application."""
        application = _owned(account, app_id)
        asked = sent(request, {**_DELETE, "app_id": same(app_id)})
        successor = asked.get("new_endpoint_application")
        if successor is not None:
            _owned(account, successor)
        for endpoint_id, endpoint in list(account.shelf("endpoints").items()):
            if endpoint["app_id"] == app_id and successor:
                endpoint["app_id"] = successor
            elif endpoint["app_id"] == app_id and asked.get("cascade", True):
                del account.shelf("endpoints")[endpoint_id]
        for number in account.shelf("numbers").values():
            if number["application"] == application["resource_uri"]:
                number["application"] = None
        del account.shelf("applications")[app_id]
        return Answer(204)


def _members(account: Account, members: Json) -> Json:
    """Return the members under the names that Plivo shows; a new default takes the place of the old one."""
    if "subaccount" in members:
        raise PlivoError(400, "subaccount is not one of this account")
    for asked, shown in (("default_number_app", "default_app"), ("default_endpoint_app", "default_endpoint_app")):
        if asked in members:
            chosen = members.pop(asked)
            if chosen:
                for other in account.shelf("applications").values():
                    other[shown] = False
            members[shown] = chosen
    return members


def _owned(account: Account, app_id: str) -> Json:
    application = account.shelf("applications").get(app_id)
    if application is None:
        raise PlivoError(404)
    return application

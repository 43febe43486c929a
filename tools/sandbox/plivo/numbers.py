"""Number: list, get, update, delete."""

from tools.sandbox import parameters as p
from tools.sandbox.accounts import Account, Store
from tools.sandbox.plivo.bodies import PAGING, answered, listed, same, sent
from tools.sandbox.plivo.errors import PlivoError
from tools.sandbox.plivo.seeding import application_path
from tools.sandbox.wire import Answer, Json, Request

_SERVICES = {"voice", "sms", "mms"}


def _services(value: object) -> list[str]:
    services = str(value).split(",")
    if not set(services) <= _SERVICES:
        raise ValueError("must be some of voice, sms, mms, separated by commas")
    return services


_FILTERS: dict[str, p.Check] = {
    "alias": p.text,
    "number_startswith": p.matching(r"\d{1,15}", "digits"),
    "services": _services,
    "subaccount": p.matching(r"SA[A-Z0-9]{18}", "a subaccount's auth id"),
    "type": p.one_of("fixed", "mobile", "tollfree", "local"),
    **PAGING,
}
# plivo-python 4.63.0, Numbers.update
_UPDATE: dict[str, p.Check] = {
    "alias": p.text,
    "app_id": p.filled,
    "cnam_lookup": p.one_of("enabled", "disabled"),
    "subaccount": p.matching(r"SA[A-Z0-9]{18}", "a subaccount's auth id"),
    "verification_info": p.record({}),
}


class Numbers:
    """The numbers of the accounts, by their digits without a plus."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self, account: Account, request: Request) -> Answer:
        """Answer with those that fit the filters, a page of them."""
        asked = p.checked(p.once(request.query_pairs()), _FILTERS)
        found = [
            number
            for number in account.shelf("numbers").values()
            if number["number"].startswith(asked.get("number_startswith", ""))
            and all(number[f"{service}_enabled"] for service in asked.get("services", []))
            and asked.get("alias") in {None, number["alias"]}
            and asked.get("type") in {None, number["number_type"]}
            and asked.get("subaccount") in {None, number["sub_account"]}
        ]
        return listed(self._store, account, request, kind="Number", found=found, asked=asked)

    def get(self, account: Account, request: Request, digits: str) -> Answer:
        """Answer with one of them."""
        p.checked(p.once(request.query_pairs()), {})
        return answered(self._store, 200, _owned(account, digits))

    def update(self, account: Account, request: Request, digits: str) -> Answer:
        """Change what was sent; without ``app_id`` the account's default application is assigned."""
        number = _owned(account, digits)
        changes = sent(request, {**_UPDATE, "number": same(digits)})
        if "subaccount" in changes:
            raise PlivoError(400, "subaccount is not one of this account")
        app_id = changes.pop("app_id", None) or _default_application(account)
        if app_id is not None:
            if app_id not in account.shelf("applications"):
                raise PlivoError(400, "app_id is not an application of this account")
            number["application"] = application_path(account, app_id)
        changes.pop("verification_info", None)
        number.update(changes)
        return answered(self._store, 202, {"message": "changed"})

    def delete(self, account: Account, request: Request, digits: str) -> Answer:
        """Give the number up."""
        _owned(account, digits)
        sent(request, {})
        del account.shelf("numbers")[digits]
        return Answer(204)


def _default_application(account: Account) -> str | None:
    return next((app_id for app_id, app in account.shelf("applications").items() if app["default_app"]), None)


def _owned(account: Account, digits: str) -> Json:
    number = account.shelf("numbers").get(digits)
    if number is None:
        raise PlivoError(404)
    return number

"""The schema of a request body takes what the function takes, and nothing else.

Where JSON Schema has no words for what the function checks, the document says it in its own, which this test names.
"""

import importlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import reduce
from operator import getitem
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError as SchemaFault
from jsonschema.validators import extend
from pydantic_core import ValidationError
from trunkline.domain.contacts import MAX_CONTACT_BYTES, Contact, ContactChanges, PointChange
from trunkline.domain.e164_parser import number_parts, parse_e164
from trunkline.domain.identifiers import ContactId, OrganizationId
from trunkline.domain.phone_numbers import SETTINGS_MAX_BYTES
from trunkline.domain.subscriptions import parse_patterns
from trunkline.domain.webhook_urls import check_webhook_url
from trunkline.domain.well_phones import MAX_RELATIONSHIPS, RECORD_MAX_BYTES
from trunkline.errors import RuleError
from trunkline.http.bodies import validated
from trunkline.http.edge import Route

from tests.openapi.whole_bodies import WHOLE, Path, neighbours, places
from tests.support.conformance import document, inlined
from tests.support.template import functions

FieldError = tuple[Path, str]

# What only the model checks: where, and the words of the document for it.
SAID_ONLY = {
    ("data", "relationships"): ("WellRelationships", "25 entries at most, persons, companies and workspaces together"),
    ("data", "attributes", "created_at"): ("WellPhoneAttributes", "From 1970 to 2199 in UTC, no leap second"),
}
# What only the domain checks.
RULES = {
    "WellRelationships": f"{MAX_RELATIONSHIPS} entries at most",
    "WellCreatePhoneRequest": f"{RECORD_MAX_BYTES} bytes as JSON",
    "QuoCreateContactRequest": f"{MAX_CONTACT_BYTES} bytes as JSON",
    "QuoUpdateContactRequest": f"{MAX_CONTACT_BYTES} bytes as JSON",
    "CreatePhoneNumberRequest": f"{SETTINGS_MAX_BYTES} bytes in UTF-8",
    "UpdatePhoneNumberRequest": f"{SETTINGS_MAX_BYTES} bytes in UTF-8",
}
# Numbers in bodies; of one API they may come without their `+`.
NUMBERS = {"phone_number", "phoneNumber", "voiceForwardNumber", "smsForwardNumber", "e164_number"}
# Webhooks' URLs in bodies.
URLS = {"inbound_webhook_url", "url"}
PLUS_IS_OPTIONAL = r"\+?"
# Where one of two members is needed: a new phone number's body, and a Well phone's attributes.
ONE_OF_TWO = {(), ("data", "attributes")}
# What goes without another member; it is compared where it is sent alone, when a number is created.
APART = {"zudu_update_phone_number": {("nickname",)}}
# The model takes some forms of ISO 8601 that RFC 3339 and so the format have not; clients of the vendor may send them.
TAKES_MORE = ("data", "attributes", "created_at")


_CONTACT = Contact(
    id=ContactId("66d0d87e8dc1211467372303"),
    organization_id=OrganizationId("org_acme"),
    created_by_user_id="US123abc",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    updated_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def _routes() -> dict[str, Route]:
    handlers = {folder: importlib.import_module(f"functions.{folder}.handler") for folder in functions()}
    routes = {folder: getattr(handler, "ROUTE", None) for folder, handler in handlers.items()}
    return {folder: route for folder, route in routes.items() if isinstance(route, Route) and route.body}


ROUTES = _routes()


def _schema(folder: str) -> Mapping[str, Any]:
    route = ROUTES[folder]
    body = document()["paths"][route.path][route.method.lower()]["requestBody"]
    schema: Mapping[str, Any] = inlined(body["content"]["application/json"]["schema"], is_closed=False)
    return schema


def _pattern(_: Any, pattern: str, text: Any, __: Any) -> Iterator[SchemaFault]:
    # As ECMA 262 has it: "$" is the end, and never before a line end.
    if isinstance(text, str) and not re.search(pattern.replace("$", r"\Z"), text):
        yield SchemaFault("does not match")


_Validator = extend(Draft202012Validator, {"pattern": _pattern})
_FORMATS = FormatChecker(("date-time",))


def _is_uuid(text: object) -> bool:
    # UUID() alone takes other digits than ASCII's, and braces.
    return not isinstance(text, str) or str(UUID(text)) == text.lower()


_FORMATS.checkers["uuid"] = (_is_uuid, ValueError)


def _model_fault(folder: str, body: Any) -> FieldError | None:
    schema = ROUTES[folder].body
    assert schema
    try:
        validated(schema, json.loads(json.dumps(body)))
    except ValidationError as error:
        first = error.errors(include_context=False)[0]
        return first["loc"], first["type"]
    return None


def _agree(by_model: FieldError | None, by_schema: SchemaFault | None, body: Any) -> bool:
    if by_model and not by_schema:
        return by_model[0] in SAID_ONLY
    if by_schema and not by_model:
        refused_by_domain = (_is_no_number, _is_no_url, _is_no_event, _is_all_and_one)
        return (
            any(is_refused(by_schema) for is_refused in refused_by_domain)
            or _takes_more(by_schema)
            or _lacks_both(by_schema, body)
            or _lacks_new(by_schema)
        )
    return True


def _takes_more(fault: SchemaFault) -> bool:
    return tuple(fault.absolute_path) == TAKES_MORE and fault.validator == "format"


def _is_no_number(fault: SchemaFault) -> bool:
    """The document names the form of a number, and the domain refuses whatever has not this form."""
    if fault.validator != "pattern" or fault.absolute_path[-1] not in NUMBERS:
        return False
    text: str = fault.instance
    if PLUS_IS_OPTIONAL in fault.validator_value:
        text = f"+{text.strip().removeprefix('+')}"
    with pytest.raises(RuleError):
        parse_e164(text, member="number")
    return True


def _is_no_url(fault: SchemaFault) -> bool:
    """The document names how a webhook's URL begins, and the domain refuses whatever begins otherwise."""
    if fault.validator != "pattern" or fault.absolute_path[-1] not in URLS:
        return False
    with pytest.raises(RuleError):
        check_webhook_url(fault.instance, member="url")
    return True


def _is_no_event(fault: SchemaFault) -> bool:
    """The document lists what a webhook can be for, and the domain knows nothing else."""
    if fault.validator != "enum" or fault.absolute_path[0] != "events":
        return False
    with pytest.raises(ValueError, match="must each be the name of an event"):
        parse_patterns([fault.instance])
    return True


def _is_all_and_one(fault: SchemaFault) -> bool:
    """The document wants ``*`` alone, and so does Quo's webhook."""
    if fault.validator != "maxItems" or tuple(fault.absolute_path) != ("resourceIds",):
        return False
    return "*" in fault.instance and len(fault.instance) > 1


def _lacks_new(fault: SchemaFault) -> bool:
    """The document asks for a name and a value of an item that is added, and so does the domain."""
    where = [part for part in fault.absolute_path if isinstance(part, str)]
    if "else" not in fault.absolute_schema_path or where[:1] != ["defaultFields"]:
        return False
    item = fault.instance if fault.validator == "required" else {where[-1]: fault.instance}
    change = PointChange(id=None, name=item.get("name"), value=item.get("value"))
    with pytest.raises(RuleError):
        _CONTACT.changed(ContactChanges(emails=[change]), _CONTACT.updated_at)
    return True


def _lacks_both(fault: SchemaFault, body: Any) -> bool:
    """The document asks for one of two, and so does the domain."""
    path = tuple(fault.absolute_path)
    place = path if fault.validator == "required" else path[:-1]
    if "else" not in fault.absolute_schema_path or place not in ONE_OF_TWO:
        return False
    sent = reduce(getitem, place, body)
    if place:
        parts = {name: sent.get(name) for name in ("country_code", "national_number", "e164_number")}
        with pytest.raises(RuleError):
            number_parts(**parts)
        return True
    return sent.get("phoneNumber") is sent.get("providerPhoneUuid") is None


def _schema_fault(validator: Draft202012Validator, body: Any) -> SchemaFault | None:
    return next(validator.iter_errors(body), None)


@pytest.mark.parametrize("folder", sorted(ROUTES))
def test_the_schema_and_the_model_take_the_same_bodies(folder: str) -> None:
    validator = _Validator(_schema(folder), format_checker=_FORMATS)
    assert (_model_fault(folder, WHOLE[folder]), _schema_fault(validator, WHOLE[folder])) == (None, None)

    for place, body in neighbours(WHOLE[folder]):
        by_model, by_schema = _model_fault(folder, body), _schema_fault(validator, body)
        assert _agree(by_model, by_schema, body), (place, by_model, by_schema and by_schema.message, json.dumps(body))


@pytest.mark.parametrize("folder", sorted(ROUTES))
def test_no_member_of_a_schema_is_left_out_of_that_comparison(folder: str) -> None:
    compared = {tuple(name for name in path if isinstance(name, str)) for path, _ in places(WHOLE[folder])}

    assert compared - {()} | APART.get(folder, set()) == set(_members(_schema(folder), ()))


def _members(schema: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, member in schema.get("properties", {}).items():
        yield (*path, name)
        yield from _members(member, (*path, name))
    inner = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *([schema["items"]] if "items" in schema else [])]
    for each in inner:
        yield from _members(each, path)


def test_what_a_schema_cannot_say_is_said_in_words() -> None:
    schemas = document()["components"]["schemas"]

    for name, words in (*SAID_ONLY.values(), *RULES.items()):
        assert words in json.dumps(schemas[name]), name


def test_a_partial_update_has_no_defaults() -> None:
    # A generated client would send them, and put back what nobody meant to change.
    for folder, route in ROUTES.items():
        assert ("default" in _keywords(_schema(folder))) <= (route.method == "POST"), folder


def test_patterns_mean_the_same_to_every_engine() -> None:
    patterns = {value for folder in ROUTES for value in _values(_schema(folder), "pattern")}

    assert patterns
    for pattern in patterns:
        # What the short classes stand for, and whether there is looking around, differs.
        assert not re.search(r"\\[sSdDwWbBAZz]|\(\?|\\[$]", pattern), pattern
        assert pattern.startswith("^"), pattern


def _keywords(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return {keyword for each in schema for keyword in _keywords(each)}
    if not isinstance(schema, dict):
        return set()
    members = schema.get("properties", {})
    inner = [value for keyword, value in schema.items() if keyword != "properties"]
    return {*schema, *_keywords([*inner, *members.values()])}


def _values(schema: Any, keyword: str) -> Iterator[Any]:
    if isinstance(schema, dict):
        if isinstance(schema.get(keyword), str):
            yield schema[keyword]
        schema = list(schema.values())
    for each in schema if isinstance(schema, list) else ():
        yield from _values(each, keyword)

"""Examples of successes: records as the published pages have them, printed by the code that answers requests."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trunkline.domain.blockers import Blocker, BlockerType
from trunkline.domain.calls import Call, CallState, Leg, Message, Recording
from trunkline.domain.contacts import Contact, ContactPoint
from trunkline.domain.credentials import Audience, Scope, new_credential
from trunkline.domain.custom_fields import CustomField, CustomFieldType, CustomValue
from trunkline.domain.health import Health, Setting, checks_of
from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.phone_numbers import ArchiveStatus, NumberSettings, PhoneNumber
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.subscriptions import Subscription, SubscriptionFormat, SubscriptionId
from trunkline.domain.tenants import Workspace
from trunkline.domain.zudu_numbers import SortBy, SortOrder, ZuduFilter, ZuduNumber, ZuduPage
from trunkline.http.edge import Route
from trunkline.http.messages import Response
from trunkline.http.quo import history_views as quo_history
from trunkline.http.quo import views as quo
from trunkline.http.quo.phone_numbers import phone_number_view as quo_number_view
from trunkline.http.quo.webhooks import webhook_view
from trunkline.http.workspace.healths import health_view
from trunkline.http.workspace.history import call_view, message_view
from trunkline.http.workspace.views import blocker_view, linkable_phone_view, phone_number_view, token_view
from trunkline.http.zudu import views as zudu
from trunkline.services.number_health import NumberHealth
from trunkline.services.quo_webhooks import QuoWebhook

from tools import examples
from tools.openapi import customer_webhooks

PUBLISHED = Path(__file__).parent / "published"

_AT = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
_ORGANIZATION = OrganizationId("org_123")
_WORKSPACE = examples.WORKSPACE
_DESK = "+14155552671"
_PROVIDER_PHONE = provider_phone_uuid(examples.ORGANIZATION, _DESK)

_NUMBER = PhoneNumber(
    workspace_uuid=_WORKSPACE,
    id=examples.NUMBER_ID,
    organization_id=_ORGANIZATION,
    phone_number=E164(_DESK),
    created_by="64e5f12345abcdef12345678",
    created_at=_AT,
    updated_at=_AT,
    settings=NumberSettings(name="Front desk", voice_greeting_message="Welcome to Acme."),
    provider=Carrier.TWILIO,
    provider_phone_uuid=_PROVIDER_PHONE,
)
_ZUDU = ZuduNumber(
    organization_id=_ORGANIZATION,
    phone_number=E164("+14157774444"),
    phone_number_type="zudu-twilio",
    number_provider="twilio",
    created_at=_AT,
    updated_at=_AT,
    revision="",
    nickname="Customer Service Line",
    inbound_agent_id="agent_abc123",
    outbound_agent_id="agent_xyz789",
    inbound_webhook_url="https://example.com/webhook",
    outbound_trunk_id="ST_4Xo2mZgQsfyQ",
)
_CONTACT = Contact(
    id=examples.CONTACT_ID,
    organization_id=_ORGANIZATION,
    created_by_user_id="US123abc",
    created_at=_AT,
    updated_at=_AT,
    external_id="664d0db69fcac7cf2e6ec",
    company="OpenPhone",
    first_name="John",
    last_name="Doe",
    role="Sales",
    emails=(ContactPoint(id="acb123", name="company email", value="john@example.com"),),
    phone_numbers=(ContactPoint(id="acb124", name="company phone", value="+12345678901"),),
    custom_values=(
        CustomValue(
            id="66d0d87d534de8fd1c433cec",
            key="inbound-lead",
            name="Inbound Lead",
            type=CustomFieldType.MULTI_SELECT,
            value=["option1", "option2"],
        ),
    ),
)


def published(folder: str, part: str) -> Any | None:
    """Return the vendor's own example of a function's ``request`` or ``answer``, to the letter; None without one."""
    path = PUBLISHED / f"{folder}.{part}.json"
    return json.loads(path.read_text()) if path.is_file() else None


def response_of(folder: str, route: Route, status: int) -> Any | None:
    """Return an example of a success of the function: the vendor's own, the route's, or one that the views make."""
    if status == route.other_success:
        return _made().get(f"{folder} {status}")
    return published(folder, "answer") or route.response_example or _made().get(folder)


def request_of(folder: str, route: Route) -> Any | None:
    """Return an example of a body that the function takes: the vendor's own, or the route's."""
    return published(folder, "request") or route.request_example


def _made() -> dict[str, Any]:
    return {
        **_well(),
        **_quo(),
        **_weya(),
        **_zudu(),
        **_workspace(),
        **_health(),
        **_history(),
        **customer_webhooks.made(),
    }


def _well() -> dict[str, Any]:
    (phone,) = published("well_create_phone", "answer")["data"]  # type: ignore[index]
    listed = json.loads(json.dumps(phone))
    for related in listed["relationships"].values():
        for reference in related["data"]:
            del reference["attributes"]
    page = {"data": [listed], "meta": {"total": 1, "count": 1}, "links": {"next": None}}
    return {"well_get_phone": {"data": phone}, "well_list_phones": page}


def _quo() -> dict[str, Any]:
    field = CustomField(
        id="66d0d87d534de8fd1c433cec", key="inbound-lead", name="Inbound Lead", type=CustomFieldType.MULTI_SELECT
    )
    updated = replace(_CONTACT, role="Head of Sales")
    return {
        "quo_get_contact": _body(quo.contact_response(_CONTACT)),
        "quo_update_contact": _body(quo.contact_response(updated)),
        "quo_list_contacts": _body(quo.page_response([_CONTACT], total_items=1, next_page_token=None)),
        "quo_list_contact_custom_fields": _body(quo.custom_fields_response([field])),
    }


def _weya() -> dict[str, Any]:
    added = published("weya_add_phone", "answer")
    page = {"phones": [added["data"]], "nextCursor": None}  # type: ignore[index]
    fetched = {"message": "Phone numbers fetched successfully", "code": 200, "data": page}
    return {"weya_list_phones": {**added, **fetched}}  # type: ignore[dict-item]


def _zudu() -> dict[str, Any]:
    page = zudu.page_response(
        _ORGANIZATION,
        ZuduPage([_ZUDU], 0, 50, 1),
        sort_by=SortBy.PHONE_NUMBER,
        sort_order=SortOrder.ASCENDING,
        applied=ZuduFilter(),
    )
    free = replace(_ZUDU, inbound_agent_id=None, outbound_agent_id=None)
    return {
        "zudu_get_phone_number": _body(zudu.found_response(_ZUDU)),
        "zudu_update_phone_number": _body(
            zudu.updated_response(replace(_ZUDU, nickname="Night Line", inbound_agent_id=None))
        ),
        "zudu_delete_phone_number": _body(zudu.deleted_response(_ZUDU)),
        "zudu_list_phone_numbers": _body(page),
        "zudu_search_phone_numbers": _body(
            zudu.search_response(
                _ORGANIZATION,
                ZuduPage([_ZUDU], 0, 50, 1),
                sort_by=SortBy.PHONE_NUMBER,
                sort_order=SortOrder.ASCENDING,
            )
        ),
        "zudu_import_phone_number": _body(
            zudu.imported_response(
                replace(_ZUDU, phone_number_type="CUSTOM", inbound_webhook_url=None, outbound_trunk_id=None),
                capabilities={"sms", "voice"},
            )
        ),
        "zudu_list_available_phone_numbers": _body(zudu.available_response(_ORGANIZATION, [free])),
    }


def _workspace() -> dict[str, Any]:
    number = phone_number_view(replace(_NUMBER, webhooks="attached"))
    under_way = replace(_NUMBER, archive_status=ArchiveStatus.ARCHIVING)
    archived = replace(
        _NUMBER, archive_status=ArchiveStatus.ARCHIVED, archived_at=_AT, provider=None, provider_phone_uuid=None
    )
    phone = ProviderPhone(
        uuid=_PROVIDER_PHONE,
        organization_id=_ORGANIZATION,
        phone_number=E164(_DESK),
        provider=Carrier.TWILIO,
        capabilities=frozenset({"sms", "voice"}),
        created_at=_AT,
    )
    blocker = Blocker(
        type=BlockerType.WORKFLOW, id=42, name="Reception", reason="This workflow is the number's default"
    )
    names = ("create", "get", "update", "link")
    _, credential = new_credential(
        audience=Audience.BEARER,
        organization_id=_ORGANIZATION,
        workspaces=[_WORKSPACE],
        user_id=_NUMBER.created_by,
        scopes=[Scope.PHONES_WRITE],
        cursor_key="",
    )
    workspace = Workspace(uuid=_WORKSPACE, organization_id=_ORGANIZATION, name="Support", created_at=_AT)
    return {
        "workspace_get_token": token_view(credential, [workspace]),
        **{f"workspace_{name}_phone_number": number for name in names},
        "workspace_list_phone_numbers": [number],
        "workspace_archive_phone_number": phone_number_view(archived),
        "workspace_archive_phone_number 202": phone_number_view(under_way),
        "workspace_list_linkable_phones": [linkable_phone_view(phone)],
        "workspace_list_archive_blockers": {"canArchive": False, "blockers": [blocker_view(blocker)]},
    }


def _health() -> dict[str, Any]:
    settings = [Setting(name="callFallback", expected="https://customer.example/", actual="")]
    broken, healthy = (
        health_view(
            NumberHealth(
                uuid=_NUMBER.uuid, phone_number=E164(_DESK), health=Health(checks=checks_of(found), checked_at=_AT)
            )
        )
        for found in (settings, [])
    )
    return {
        "workspace_get_phone_number_health": broken,
        "workspace_check_phone_number_health": broken,
        "workspace_list_unhealthy_phone_numbers": [broken],
        "workspace_repair_phone_number": healthy,
    }


def _history() -> dict[str, Any]:
    recording = Recording(
        id=examples.RECORDING_ID,
        state="completed",
        url=f"https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/{examples.RECORDING_ID}",
        object_key=None,
        duration_seconds=41,
        channels="2",
    )
    call = Call(
        id=examples.CALL_ID,
        filed_under=_NUMBER.uuid,
        carrier=Carrier.TWILIO,
        state=CallState.COMPLETED,
        raw_state="completed",
        from_number="+12125551234",
        to_number=_DESK,
        direction="inbound",
        started_at=_AT,
        answered_at=_AT.replace(second=7),
        ended_at=_AT.replace(second=48),
        last_event_at=_AT.replace(second=48),
        duration_seconds=41,
        hangup_cause=None,
        legs=(Leg(id=f"CA{'f' * 32}", state=CallState.COMPLETED, to_number=None, duration_seconds=38),),
        recordings=(recording,),
    )
    message = Message(
        id=examples.MESSAGE_ID,
        filed_under=_NUMBER.uuid,
        carrier=Carrier.TWILIO,
        from_number="+12125551234",
        to_number=_DESK,
        text="Are you open on Saturday?",
        media_urls=(),
        received_at=_AT,
    )
    user = _NUMBER.created_by
    page = {"totalItems": 1, "nextPageToken": None}
    return {
        "workspace_list_calls": [call_view(call, link_of=str)],
        "workspace_list_messages": [message_view(message)],
        **_quo_webhooks(),
        "quo_list_phone_numbers": {"data": [quo_number_view(_NUMBER)]},
        "quo_list_calls": {"data": [quo_history.call_view(call, user=user)], **page},
        "quo_get_call": {"data": quo_history.call_view(call, user=user)},
        "quo_list_call_recordings": {"data": [quo_history.recording_view(recording, str)]},
        "quo_list_messages": {"data": [quo_history.message_view(message)], **page},
        "quo_get_message": {"data": quo_history.message_view(message)},
    }


def _quo_webhooks() -> dict[str, Any]:
    subscription = Subscription(
        id=SubscriptionId("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01"),
        organization_id=_ORGANIZATION,
        workspace_uuid=None,
        url="https://example.com/quo",
        patterns=("message.received",),
        asked_events=("message.received",),
        format=SubscriptionFormat.QUO,
        sealed_secret="",
        created_by=_NUMBER.created_by,
        created_at=_AT,
        updated_at=_AT,
    )
    # The vendor's own.
    messages = webhook_view(QuoWebhook(subscription, "R2ZLM2o0bFhBNVpyUnU2NG9mYXQ1MHNyR3pvSUhIVVg="))
    calls = {**messages, "events": ["call.completed", "call.ringing"], "label": "Calls"}
    return {
        "quo_create_message_webhook": {"data": messages},
        "quo_create_call_webhook": {"data": calls},
        "quo_get_webhook": {"data": messages},
        "quo_list_webhooks": {"data": [messages]},
    }


def _body(response: Response) -> Any:
    return json.loads(response.body)

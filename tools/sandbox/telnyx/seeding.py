"""A Telnyx account as its owner left it, before anybody registers its numbers."""

import hashlib
import uuid

from tools.sandbox.accounts import Account
from tools.sandbox.wire import Json

_STAMP = "2026-10-01T08:00:00.000000Z"


def stock_telnyx(account: Account, numbers: list[str]) -> None:
    """Put in the numbers, the customer's Call Control application, whose id is the account id, and a profile.

    The first four numbers belong to the application and the profile, the others to none. Three more cannot be used as
    they are: one whose deletion is locked, one that is on its way to another carrier, one that takes calls only.
    """
    outbound = new_outbound_profile(
        _derived(account, "outbound"),
        {"name": "Customer calls", "whitelisted_destinations": ["CA", "GB", "US"]},
        _STAMP,
    )
    account.shelf("outbound_voice_profiles")[outbound["id"]] = outbound
    app = new_application(account.account_id, "Customer IVR", "https://customer.example/call-control", _STAMP)
    app["outbound"]["outbound_voice_profile_id"] = outbound["id"]
    account.shelf("applications")[app["id"]] = app | {"webhook_api_version": "2"}
    profile_id = str(uuid.uuid5(uuid.NAMESPACE_URL, account.account_id))
    account.shelf("messaging_profiles")[profile_id] = new_profile(
        profile_id, {"name": "Customer SMS", "webhook_url": "https://customer.example/sms"}, _STAMP
    )
    for index, number in enumerate(numbers):
        _add(account, number, app["id"] if index < 4 else None, profile_id if index < 4 else None)  # noqa: PLR2004
    last = int(numbers[-1]) if numbers else 15005550000
    _add(account, f"+{last + 1}", None, None)["deletion_lock_enabled"] = True
    _add(account, f"+{last + 2}", None, None)["status"] = "port-out-pending"
    account.shelf("messaging_features")[_add(account, f"+{last + 3}", None, None)["id"]]["sms"] = None


def new_application(app_id: str, name: str, url: str, stamp: str) -> Json:
    """Make a Call Control application with Telnyx's defaults."""
    return {
        "id": app_id,
        "record_type": "call_control_application",
        "active": True,
        "anchorsite_override": "Latency",
        "application_name": name,
        "call_cost_in_webhooks": False,
        "created_at": stamp,
        "dtmf_type": "RFC 2833",
        "first_command_timeout": False,
        "first_command_timeout_secs": 30,
        "inbound": {
            "channel_limit": None,
            "shaken_stir_enabled": False,
            "sip_subdomain": None,
            "sip_subdomain_receive_settings": "from_anyone",
        },
        "outbound": {"channel_limit": None, "outbound_voice_profile_id": None},
        "redact_dtmf_debug_logging": False,
        "tags": [],
        "updated_at": stamp,
        # The default of the published specification, whatever everybody wants.
        "webhook_api_version": "1",
        "webhook_event_failover_url": None,
        "webhook_event_url": url,
        "webhook_timeout_secs": None,
    }


def new_profile(profile_id: str, members: Json, stamp: str) -> Json:
    """Make a messaging profile with Telnyx's defaults."""
    return {
        "id": profile_id,
        "record_type": "messaging_profile",
        "alpha_sender": None,
        "created_at": stamp,
        "enabled": True,
        "mms_fall_back_to_sms": False,
        "mms_transcoding": False,
        "name": "",
        "number_pool_settings": None,
        "updated_at": stamp,
        "url_shortener_settings": None,
        "webhook_api_version": "2",
        "webhook_failover_url": None,
        "webhook_url": None,
        "whitelisted_destinations": ["US"],
        **members,
    }


def new_outbound_profile(profile_id: str, members: Json, stamp: str) -> Json:
    """Make an outbound voice profile with Telnyx's defaults."""
    return {
        "id": profile_id,
        "record_type": "outbound_voice_profile",
        "billing_group_id": None,
        "concurrent_call_limit": None,
        "created_at": stamp,
        "daily_spend_limit": "",
        "daily_spend_limit_enabled": False,
        "enabled": True,
        "service_plan": "global",
        "tags": [],
        "traffic_type": "conversational",
        "updated_at": stamp,
        "usage_payment_method": "rate-deck",
        "whitelisted_destinations": ["US", "CA"],
        **members,
    }


def _derived(account: Account, what: str) -> str:
    digest = hashlib.sha256(f"{account.account_id} {what}".encode()).hexdigest()
    return str(10**18 + int(digest[:15], 16) % 10**18)


def _add(account: Account, number: str, connection_id: str | None, profile_id: str | None) -> Json:
    number_id = _derived(account, number)
    account.shelf("numbers")[number_id] = {
        "id": number_id,
        "record_type": "phone_number",
        "billing_group_id": None,
        "call_forwarding_enabled": False,
        "call_recording_enabled": False,
        "caller_id_name_enabled": False,
        "cnam_listing_enabled": False,
        "connection_id": connection_id,
        "country_iso_alpha2": "US",
        "created_at": _STAMP,
        "customer_reference": None,
        "deletion_lock_enabled": False,
        "emergency_address_id": None,
        "emergency_enabled": False,
        "external_pin": None,
        "hd_voice_enabled": False,
        "messaging_profile_id": profile_id,
        "phone_number": number,
        "phone_number_type": "local",
        "purchased_at": _STAMP,
        "source_type": "number_order",
        "status": "active",
        "t38_fax_gateway_enabled": False,
        "tags": [],
        "updated_at": _STAMP,
    }
    account.shelf("voice_settings")[number_id] = {
        "call_forwarding": {"call_forwarding_enabled": False, "forwarding_type": None, "forwards_to": None},
        "call_recording": {
            "inbound_call_recording_channels": "single",
            "inbound_call_recording_enabled": False,
            "inbound_call_recording_format": "wav",
        },
        "cnam_listing": {"cnam_listing_details": None, "cnam_listing_enabled": False},
        "inbound_call_screening": "disabled",
        "media_features": {"accept_any_rtp_packets_enabled": False, "rtp_auto_adjust_enabled": False},
        "tech_prefix_enabled": False,
        "translated_number": "",
        "usage_payment_method": "pay-per-minute",
    }
    two_way = {"domestic_two_way": True, "international_inbound": True, "international_outbound": True}
    account.shelf("messaging_features")[number_id] = {"sms": two_way, "mms": None}
    return account.shelf("numbers")[number_id]

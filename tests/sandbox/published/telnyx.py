"""What Telnyx's answers and events hold, by its OpenAPI file spec3.yml (commit 12de4dd, 2026-07-16), read 2026-11-29.

Facts of the specification in a form of our own: of each object its members by their type.
"""

from tests.sandbox.published.members import Members

TELNYX: dict[str, Members] = {
    "phone number": {
        "flag": (
            "call_forwarding_enabled call_recording_enabled caller_id_name_enabled cnam_listing_enabled "
            "deletion_lock_enabled emergency_enabled hd_voice_enabled t38_fax_gateway_enabled"
        ),
        "list": "tags",
        "text": (
            "country_iso_alpha2 created_at emergency_status id inbound_call_screening phone_number "
            "phone_number_type purchased_at record_type status updated_at"
        ),
        "text?": (
            "activated_at billing_group_id connection_id connection_name customer_reference "
            "emergency_address_id external_pin messaging_profile_id messaging_profile_name source_type"
        ),
    },
    "messaging settings": {
        "list": "eligible_messaging_products tags",
        "object": "features health",
        "text": (
            "country_code created_at id messaging_product organization_id phone_number record_type "
            "traffic_type type updated_at"
        ),
        "text?": "messaging_profile_id",
    },
    "voice settings": {
        "flag": "tech_prefix_enabled",
        "object": "call_forwarding call_recording cnam_listing emergency media_features",
        "text": (
            "connection_id customer_reference id inbound_call_screening phone_number record_type "
            "translated_number usage_payment_method"
        ),
    },
    "call control application": {
        "flag": "active call_cost_in_webhooks first_command_timeout redact_dtmf_debug_logging",
        "list": "tags",
        "object": "inbound outbound",
        "text": (
            "anchorsite_override application_name created_at dtmf_type id record_type updated_at "
            "webhook_api_version webhook_event_url"
        ),
        "text?": "webhook_event_failover_url",
        "whole": "first_command_timeout_secs",
        "whole?": "webhook_timeout_secs",
    },
    "connection": {
        "flag": "active",
        "list": "tags",
        "text": (
            "anchorsite_override connection_name created_at id outbound_voice_profile_id record_type "
            "updated_at webhook_api_version"
        ),
        "text?": "webhook_event_failover_url webhook_event_url",
    },
    "messaging profile": {
        "flag": (
            "daily_spend_limit_enabled enabled mms_fall_back_to_sms mms_transcoding mobile_only "
            "redaction_enabled smart_encoding"
        ),
        "list": "whitelisted_destinations",
        "object?": "number_pool_settings url_shortener_settings",
        "text": (
            "created_at daily_spend_limit id name organization_id record_type updated_at v1_secret webhook_api_version"
        ),
        "text?": ("ai_assistant_id alpha_sender health_webhook_url resource_group_id webhook_failover_url webhook_url"),
        "whole": "redaction_level",
    },
    "outbound voice profile": {
        "flag": "daily_spend_limit_enabled enabled",
        "list": "tags whitelisted_destinations",
        "number": "max_destination_rate",
        "object": "call_recording calling_window",
        "text": (
            "created_at daily_spend_limit id name record_type service_plan traffic_type updated_at usage_payment_method"
        ),
        "text?": "billing_group_id",
        "whole": "connections_count",
        "whole?": "concurrent_call_limit",
    },
    "recording": {
        "object": "download_urls",
        "text": (
            "call_control_id call_leg_id call_session_id channels conference_id connection_id created_at "
            "from id initiated_by record_type recording_ended_at recording_started_at source status to "
            "updated_at"
        ),
        "whole": "duration_millis",
    },
    # As developers.telnyx.com shows the specification of detail records, call events and messages, read 2026-11-29.
    "call event": {
        "object": "metadata",
        "text": "call_leg_id call_session_id event_timestamp name record_type type",
    },
    "message detail record": {
        "flag": "fteu on_net",
        "list": "errors",
        "text": (
            "carrier carrier_fee cld cli completed_at cost country_code created_at currency delivery_status "
            "delivery_status_failover_url delivery_status_webhook_url direction mcc message_type mnc profile_id "
            "profile_name rate record_type sent_at source_country_code status tags updated_at user_id uuid"
        ),
        "whole": "parts",
    },
    # Of call-control's records no members are published. These are webrtc's, by their one documented example
    # (developers.telnyx.com/docs/voice/webrtc/troubleshooting/detail-records, read 2026-11-29).
    "call detail record": {
        "text": (
            "cld cli connection_id connection_name cost currency direction finished_at id rate record_type started_at "
            "tags telnyx_call_control_id telnyx_leg_id telnyx_session_id"
        ),
        "whole": "billed_sec call_sec",
    },
    "messaging features": {
        "flag": "domestic_two_way international_inbound international_outbound",
    },
    "balance": {
        "text": "available_credit balance credit_limit currency pending record_type",
    },
    "call.initiated": {
        "flag": "shaken_stir_validated",
        "list": "custom_headers sip_headers tags",
        "text": (
            "call_control_id call_leg_id call_screening_result call_session_id caller_id_name client_state "
            "connection_codecs connection_id direction from offered_codecs shaken_stir_attestation "
            "start_time state to"
        ),
    },
    "call.answered": {
        "list": "custom_headers sip_headers tags",
        "text": ("call_control_id call_leg_id call_session_id client_state connection_id from start_time state to"),
    },
    "call.hangup": {
        "list": "custom_headers sip_headers tags",
        "object?": "call_quality_stats",
        "text": (
            "call_control_id call_leg_id call_session_id client_state connection_id from hangup_cause "
            "hangup_source sip_hangup_cause start_time state to"
        ),
    },
    "call.bridged": {
        "text": "call_control_id call_leg_id call_session_id client_state connection_id from to",
    },
    "call.recording.saved": {
        "object": "public_recording_urls recording_urls",
        "text": (
            "call_leg_id call_session_id channels client_state connection_id recording_ended_at recording_started_at"
        ),
    },
    "call.speak.started": {
        "text": "call_control_id call_leg_id call_session_id client_state connection_id",
    },
    "call.speak.ended": {
        "text": "call_control_id call_leg_id call_session_id client_state connection_id status",
    },
    "message.received": {
        "flag": "tcr_campaign_billable",
        "list": "cc errors media tags to",
        "object": "from",
        "object?": "cost cost_breakdown",
        "text": "direction encoding id messaging_profile_id organization_id received_at record_type text type",
        "text?": (
            "completed_at sent_at subject tcr_campaign_id tcr_campaign_registered valid_until "
            "webhook_failover_url webhook_url"
        ),
        "whole": "num_chars parts",
    },
}

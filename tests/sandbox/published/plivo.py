"""What Plivo's answers hold, by the fixtures of its SDK (plivo-python, commit a0cd323, 2026-02-18), read 2026-11-29.

There is no specification: of each object its members by the type of their example.
"""

from tests.sandbox.published.members import Members

PLIVO: dict[str, Members] = {
    "account": {
        "flag": "auto_recharge",
        "text": ("account_type address api_id auth_id billing_mode cash_credits city name resource_uri state timezone"),
    },
    "number": {
        "flag": "active mms_enabled sms_enabled voice_enabled",
        "text": (
            "added_on api_id application carrier city cnam_lookup country mms_rate monthly_rental_rate "
            "number number_type region renewal_date resource_uri sms_rate tendlc_registration_status "
            "voice_rate"
        ),
        "text?": (
            "alias compliance_application_id compliance_status sub_account tendlc_campaign_id "
            "toll_free_sms_verification"
        ),
    },
    "application": {
        "flag": "default_app default_endpoint_app enabled public_uri",
        "text": (
            "answer_method answer_url api_id app_id app_name fallback_answer_url fallback_method "
            "hangup_method hangup_url message_method message_url resource_uri sip_uri"
        ),
        "text?": "sub_account",
    },
    "application made": {
        "text": "api_id app_id message",
    },
    "change": {
        "text": "api_id message",
    },
    # The causes are not in the fixtures: docs.plivo.com, "The Call object".
    "call": {
        "text": (
            "api_id call_direction call_uuid end_time from_number hangup_cause_name hangup_source initiation_time "
            "resource_uri to_number total_amount total_rate"
        ),
        "text?": "answer_time parent_call_uuid",
        "whole": "bill_duration billed_duration call_duration hangup_cause_code",
    },
    "message": {
        "text": (
            "api_id error_message from_number message_direction message_sent_time message_state message_time "
            "message_type message_updated_time message_uuid resource_uri to_number total_amount total_rate"
        ),
        "text?": "error_code",
        "whole": "units",
    },
    "message media": {
        "list": "objects",
        "text": "api_id message_uuid",
    },
    "media": {
        "text": "content_type media_id media_url message_uuid",
        "whole": "size",
    },
    "recording": {
        "number": "monthly_recording_storage_amount recording_storage_rate",
        "text": (
            "add_time api_id call_uuid conference_name recording_duration_ms recording_end_ms "
            "recording_format recording_id recording_start_ms recording_type recording_url resource_uri"
        ),
        "whole": "recording_storage_duration rounded_recording_duration",
    },
    "recording started": {
        "text": "api_id message recording_id url",
    },
    "list": {
        "list": "objects",
        "object": "meta",
        "text": "api_id",
    },
    "list meta": {
        "text?": "next previous",
        "whole": "limit offset total_count",
    },
}

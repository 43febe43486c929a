"""What Twilio's answers hold, by its OpenAPI file twilio_api_v2010.json (commit d50069b, 2026-04-14), read 2026-11-29.

Facts of the specification in a form of our own: of each object its members by their type.
"""

from tests.sandbox.published.members import Members

TWILIO: dict[str, Members] = {
    "account": {
        "object?": "subresource_uris",
        "text": "status type",
        "text?": "auth_token date_created date_updated friendly_name owner_account_sid sid uri",
    },
    "incoming phone number": {
        "flag?": "beta voice_caller_id_lookup",
        "object?": "capabilities",
        "text": "address_requirements emergency_address_status emergency_status voice_receive_mode",
        "text?": (
            "account_sid address_sid api_version bundle_sid date_created date_updated emergency_address_sid "
            "friendly_name identity_sid origin phone_number sid sms_application_sid sms_fallback_method "
            "sms_fallback_url sms_method sms_url status status_callback status_callback_method trunk_sid "
            "type uri voice_application_sid voice_fallback_method voice_fallback_url voice_method voice_url"
        ),
    },
    "application": {
        "flag?": "public_application_connect_enabled voice_caller_id_lookup",
        "text?": (
            "account_sid api_version date_created date_updated friendly_name message_status_callback sid "
            "sms_fallback_method sms_fallback_url sms_method sms_status_callback sms_url status_callback "
            "status_callback_method uri voice_fallback_method voice_fallback_url voice_method voice_url"
        ),
    },
    # twilio_messaging_v1.json of the same commit.
    "messaging service": {
        "flag?": (
            "area_code_geomatch fallback_to_long_code mms_converter smart_encoding sticky_sender "
            "synchronous_validation us_app_to_person_registered use_inbound_webhook_on_number"
        ),
        "object?": "links",
        "text": "scan_message_content",
        "text?": (
            "account_sid date_created date_updated fallback_method fallback_url friendly_name inbound_method "
            "inbound_request_url sid status_callback url usecase"
        ),
        "whole": "validity_period",
    },
    "number of a messaging service": {
        "list": "capabilities",
        "text?": "account_sid country_code date_created date_updated phone_number service_sid sid url",
    },
    "page of messaging": {
        "text": "first_page_url key url",
        "text?": "next_page_url previous_page_url",
        "whole": "page page_size",
    },
    "call": {
        "object?": "subresource_uris",
        "text": "status",
        "text?": (
            "account_sid answered_by api_version caller_name date_created date_updated direction duration "
            "end_time forwarded_from from from_formatted group_sid parent_call_sid phone_number_sid price "
            "price_unit queue_time sid start_time to to_formatted trunk_sid uri"
        ),
    },
    "message": {
        "object?": "subresource_uris",
        "text": "direction status",
        "text?": (
            "account_sid api_version body date_created date_sent date_updated error_message from "
            "messaging_service_sid num_media num_segments price price_unit sid to uri"
        ),
        "whole?": "error_code",
    },
    "media": {
        "text?": "account_sid content_type date_created date_updated parent_sid sid uri",
    },
    "recording": {
        "anything": "encryption_details",
        "object?": "subresource_uris",
        "text": "source status",
        "text?": (
            "account_sid api_version call_sid conference_sid date_created date_updated duration media_url "
            "price price_unit sid start_time uri"
        ),
        "whole?": "channels error_code",
    },
}

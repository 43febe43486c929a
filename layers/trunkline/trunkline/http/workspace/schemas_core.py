"""The types of ``schemas.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

import trunkline.domain.phone_numbers
import trunkline.http.bodies


def SettingsBody() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'required': False, 'validation_alias': 'name'},
            'brand_name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'required': False, 'validation_alias': 'brandName'},
            'brand_description': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'brandDescription'},
            'brand_website': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 255, 'pattern': '^https?://[^\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+$'}}, 'required': False, 'validation_alias': 'brandWebsite'},
            'default_workflow_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False, 'validation_alias': 'defaultWorkflowId'},
            'allow_signup': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'allowSignup'},
            'signup_member_role_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False, 'validation_alias': 'signupMemberRoleId'},
            'allow_anonymous': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'allowAnonymous'},
            'anonymous_member_role_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False, 'validation_alias': 'anonymousMemberRoleId'},
            'anonymous_rejection_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'anonymousRejectionMessage'},
            'restart_delay': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 0, 'le': 2592000}}, 'required': False, 'validation_alias': 'restartDelay'},
            'restart_prompt': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'restartPrompt'},
            'assistant_enabled': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'assistantEnabled'},
            'enable_voice': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'enableVoice'},
            'enable_sms': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'enableSms'},
            'enable_whats_app': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'enableWhatsApp'},
            'voice_greeting_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_spoken}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False, 'validation_alias': 'voiceGreetingMessage'},
            'voice_unavailable_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_spoken}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False, 'validation_alias': 'voiceUnavailableMessage'},
            'voice_work_mode': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.phone_numbers.WorkMode, 'members': [trunkline.domain.phone_numbers.WorkMode.ALWAYS_FORWARD, trunkline.domain.phone_numbers.WorkMode.FORWARD_OFF_HOURS, trunkline.domain.phone_numbers.WorkMode.ALWAYS_MESSAGE, trunkline.domain.phone_numbers.WorkMode.MESSAGE_OFF_HOURS, trunkline.domain.phone_numbers.WorkMode.VOICEMAIL, trunkline.domain.phone_numbers.WorkMode.VOICEMAIL_OFF_HOURS], 'sub_type': 'str', 'strict': False}}, 'required': False, 'validation_alias': 'voiceWorkMode'},
            'voice_forward_number': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'required': False, 'validation_alias': 'voiceForwardNumber'},
            'voice_off_hours_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_spoken}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False, 'validation_alias': 'voiceOffHoursMessage'},
            'voicemail_greeting': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_spoken}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False, 'validation_alias': 'voicemailGreeting'},
            'sms_unavailable_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'smsUnavailableMessage'},
            'sms_work_mode': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.phone_numbers.WorkMode, 'members': [trunkline.domain.phone_numbers.WorkMode.ALWAYS_FORWARD, trunkline.domain.phone_numbers.WorkMode.FORWARD_OFF_HOURS, trunkline.domain.phone_numbers.WorkMode.ALWAYS_MESSAGE, trunkline.domain.phone_numbers.WorkMode.MESSAGE_OFF_HOURS, trunkline.domain.phone_numbers.WorkMode.VOICEMAIL, trunkline.domain.phone_numbers.WorkMode.VOICEMAIL_OFF_HOURS], 'sub_type': 'str', 'strict': False}}, 'required': False, 'validation_alias': 'smsWorkMode'},
            'sms_forward_number': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'required': False, 'validation_alias': 'smsForwardNumber'},
            'sms_off_hours_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'smsOffHoursMessage'},
        },
    }


def CreatePhoneNumberRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'required': False, 'validation_alias': 'name'},
            'brand_name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'required': False, 'validation_alias': 'brandName'},
            'brand_description': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'brandDescription'},
            'brand_website': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 255, 'pattern': '^https?://[^\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+$'}}, 'required': False, 'validation_alias': 'brandWebsite'},
            'default_workflow_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False, 'validation_alias': 'defaultWorkflowId'},
            'allow_signup': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'allowSignup'},
            'signup_member_role_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False, 'validation_alias': 'signupMemberRoleId'},
            'allow_anonymous': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'allowAnonymous'},
            'anonymous_member_role_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False, 'validation_alias': 'anonymousMemberRoleId'},
            'anonymous_rejection_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'anonymousRejectionMessage'},
            'restart_delay': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 0, 'le': 2592000}}, 'required': False, 'validation_alias': 'restartDelay'},
            'restart_prompt': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'restartPrompt'},
            'assistant_enabled': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'assistantEnabled'},
            'enable_voice': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'enableVoice'},
            'enable_sms': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'enableSms'},
            'enable_whats_app': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'enableWhatsApp'},
            'voice_greeting_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_spoken}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False, 'validation_alias': 'voiceGreetingMessage'},
            'voice_unavailable_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_spoken}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False, 'validation_alias': 'voiceUnavailableMessage'},
            'voice_work_mode': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.phone_numbers.WorkMode, 'members': [trunkline.domain.phone_numbers.WorkMode.ALWAYS_FORWARD, trunkline.domain.phone_numbers.WorkMode.FORWARD_OFF_HOURS, trunkline.domain.phone_numbers.WorkMode.ALWAYS_MESSAGE, trunkline.domain.phone_numbers.WorkMode.MESSAGE_OFF_HOURS, trunkline.domain.phone_numbers.WorkMode.VOICEMAIL, trunkline.domain.phone_numbers.WorkMode.VOICEMAIL_OFF_HOURS], 'sub_type': 'str', 'strict': False}}, 'required': False, 'validation_alias': 'voiceWorkMode'},
            'voice_forward_number': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'required': False, 'validation_alias': 'voiceForwardNumber'},
            'voice_off_hours_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_spoken}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False, 'validation_alias': 'voiceOffHoursMessage'},
            'voicemail_greeting': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_spoken}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False, 'validation_alias': 'voicemailGreeting'},
            'sms_unavailable_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'smsUnavailableMessage'},
            'sms_work_mode': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.phone_numbers.WorkMode, 'members': [trunkline.domain.phone_numbers.WorkMode.ALWAYS_FORWARD, trunkline.domain.phone_numbers.WorkMode.FORWARD_OFF_HOURS, trunkline.domain.phone_numbers.WorkMode.ALWAYS_MESSAGE, trunkline.domain.phone_numbers.WorkMode.MESSAGE_OFF_HOURS, trunkline.domain.phone_numbers.WorkMode.VOICEMAIL, trunkline.domain.phone_numbers.WorkMode.VOICEMAIL_OFF_HOURS], 'sub_type': 'str', 'strict': False}}, 'required': False, 'validation_alias': 'smsWorkMode'},
            'sms_forward_number': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'required': False, 'validation_alias': 'smsForwardNumber'},
            'sms_off_hours_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'smsOffHoursMessage'},
            'phone_number': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'required': False, 'validation_alias': 'phoneNumber'},
            'provider_phone_uuid': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_uuid}, 'schema': {'type': 'str'}}}, 'required': False, 'validation_alias': 'providerPhoneUuid'},
        },
    }


def UpdatePhoneNumberRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'required': False, 'validation_alias': 'name'},
            'brand_name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'required': False, 'validation_alias': 'brandName'},
            'brand_description': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'brandDescription'},
            'brand_website': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 255, 'pattern': '^https?://[^\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+$'}}, 'required': False, 'validation_alias': 'brandWebsite'},
            'default_workflow_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False, 'validation_alias': 'defaultWorkflowId'},
            'allow_signup': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'allowSignup'},
            'signup_member_role_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False, 'validation_alias': 'signupMemberRoleId'},
            'allow_anonymous': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'allowAnonymous'},
            'anonymous_member_role_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False, 'validation_alias': 'anonymousMemberRoleId'},
            'anonymous_rejection_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'anonymousRejectionMessage'},
            'restart_delay': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 0, 'le': 2592000}}, 'required': False, 'validation_alias': 'restartDelay'},
            'restart_prompt': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'restartPrompt'},
            'assistant_enabled': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'assistantEnabled'},
            'enable_voice': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'enableVoice'},
            'enable_sms': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'enableSms'},
            'enable_whats_app': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'enableWhatsApp'},
            'voice_greeting_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_spoken}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False, 'validation_alias': 'voiceGreetingMessage'},
            'voice_unavailable_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_spoken}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False, 'validation_alias': 'voiceUnavailableMessage'},
            'voice_work_mode': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.phone_numbers.WorkMode, 'members': [trunkline.domain.phone_numbers.WorkMode.ALWAYS_FORWARD, trunkline.domain.phone_numbers.WorkMode.FORWARD_OFF_HOURS, trunkline.domain.phone_numbers.WorkMode.ALWAYS_MESSAGE, trunkline.domain.phone_numbers.WorkMode.MESSAGE_OFF_HOURS, trunkline.domain.phone_numbers.WorkMode.VOICEMAIL, trunkline.domain.phone_numbers.WorkMode.VOICEMAIL_OFF_HOURS], 'sub_type': 'str', 'strict': False}}, 'required': False, 'validation_alias': 'voiceWorkMode'},
            'voice_forward_number': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'required': False, 'validation_alias': 'voiceForwardNumber'},
            'voice_off_hours_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_spoken}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False, 'validation_alias': 'voiceOffHoursMessage'},
            'voicemail_greeting': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_spoken}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False, 'validation_alias': 'voicemailGreeting'},
            'sms_unavailable_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'smsUnavailableMessage'},
            'sms_work_mode': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.phone_numbers.WorkMode, 'members': [trunkline.domain.phone_numbers.WorkMode.ALWAYS_FORWARD, trunkline.domain.phone_numbers.WorkMode.FORWARD_OFF_HOURS, trunkline.domain.phone_numbers.WorkMode.ALWAYS_MESSAGE, trunkline.domain.phone_numbers.WorkMode.MESSAGE_OFF_HOURS, trunkline.domain.phone_numbers.WorkMode.VOICEMAIL, trunkline.domain.phone_numbers.WorkMode.VOICEMAIL_OFF_HOURS], 'sub_type': 'str', 'strict': False}}, 'required': False, 'validation_alias': 'smsWorkMode'},
            'sms_forward_number': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'required': False, 'validation_alias': 'smsForwardNumber'},
            'sms_off_hours_message': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'required': False, 'validation_alias': 'smsOffHoursMessage'},
            'provider_phone_uuid': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_uuid}, 'schema': {'type': 'str'}}}, 'required': False, 'validation_alias': 'providerPhoneUuid'},
        },
    }


def LinkPhoneRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'provider_phone_uuid': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_uuid}, 'schema': {'type': 'str'}}}, 'required': True, 'validation_alias': 'providerPhoneUuid'},
        },
    }


def WebhookMembers() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'phone_number_uuids': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'list', 'items_schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_uuid}, 'schema': {'type': 'str'}}, 'max_length': 100}}, 'required': False, 'validation_alias': 'phoneNumberUuids'},
            'description': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'required': False, 'validation_alias': 'description'},
            'enabled': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'enabled'},
        },
    }


def CreateWebhookRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'phone_number_uuids': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'list', 'items_schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_uuid}, 'schema': {'type': 'str'}}, 'max_length': 100}}, 'required': False, 'validation_alias': 'phoneNumberUuids'},
            'description': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'required': False, 'validation_alias': 'description'},
            'enabled': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'enabled'},
            'url': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 2048}, 'required': True, 'validation_alias': 'url'},
            'events': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': {'type': 'str', 'max_length': 100}, 'min_length': 1, 'max_length': 20}, 'required': True, 'validation_alias': 'events'},
        },
    }


def UpdateWebhookRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'phone_number_uuids': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'list', 'items_schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_uuid}, 'schema': {'type': 'str'}}, 'max_length': 100}}, 'required': False, 'validation_alias': 'phoneNumberUuids'},
            'description': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'required': False, 'validation_alias': 'description'},
            'enabled': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False, 'validation_alias': 'enabled'},
            'url': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 2048}, 'required': False, 'validation_alias': 'url'},
            'events': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': {'type': 'str', 'max_length': 100}, 'min_length': 1, 'max_length': 20}, 'required': False, 'validation_alias': 'events'},
        },
    }

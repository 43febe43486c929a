"""The models of ``schemas.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

import trunkline.domain.number_settings
import trunkline.http.texts
import trunkline.http.workspace.schemas


def SettingsBody() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.workspace.schemas.SettingsBody,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'default': None}, 'validation_alias': 'name'},
                'brand_name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'default': None}, 'validation_alias': 'brandName'},
                'brand_description': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'brandDescription'},
                'brand_website': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 255, 'pattern': '^https?://[^\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+$'}}, 'default': None}, 'validation_alias': 'brandWebsite'},
                'default_workflow_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}, 'validation_alias': 'defaultWorkflowId'},
                'allow_signup': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': False}, 'validation_alias': 'allowSignup'},
                'signup_member_role_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}, 'validation_alias': 'signupMemberRoleId'},
                'allow_anonymous': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': False}, 'validation_alias': 'allowAnonymous'},
                'anonymous_member_role_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}, 'validation_alias': 'anonymousMemberRoleId'},
                'anonymous_rejection_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'anonymousRejectionMessage'},
                'restart_delay': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 0, 'le': 2592000}}, 'default': 900}, 'validation_alias': 'restartDelay'},
                'restart_prompt': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'restartPrompt'},
                'assistant_enabled': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': True}, 'validation_alias': 'assistantEnabled'},
                'enable_voice': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': True}, 'validation_alias': 'enableVoice'},
                'enable_sms': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': True}, 'validation_alias': 'enableSms'},
                'enable_whats_app': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': False}, 'validation_alias': 'enableWhatsApp'},
                'voice_greeting_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'voiceGreetingMessage'},
                'voice_unavailable_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'voiceUnavailableMessage'},
                'voice_work_mode': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.number_settings.WorkMode, 'members': [trunkline.domain.number_settings.WorkMode.ALWAYS_FORWARD, trunkline.domain.number_settings.WorkMode.FORWARD_OFF_HOURS, trunkline.domain.number_settings.WorkMode.ALWAYS_MESSAGE, trunkline.domain.number_settings.WorkMode.MESSAGE_OFF_HOURS, trunkline.domain.number_settings.WorkMode.VOICEMAIL, trunkline.domain.number_settings.WorkMode.VOICEMAIL_OFF_HOURS], 'sub_type': 'str'}}, 'default': None}, 'validation_alias': 'voiceWorkMode'},
                'voice_forward_number': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'default': None}, 'validation_alias': 'voiceForwardNumber'},
                'voice_off_hours_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'voiceOffHoursMessage'},
                'voicemail_greeting': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'voicemailGreeting'},
                'sms_unavailable_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'smsUnavailableMessage'},
                'sms_work_mode': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.number_settings.WorkMode, 'members': [trunkline.domain.number_settings.WorkMode.ALWAYS_FORWARD, trunkline.domain.number_settings.WorkMode.FORWARD_OFF_HOURS, trunkline.domain.number_settings.WorkMode.ALWAYS_MESSAGE, trunkline.domain.number_settings.WorkMode.MESSAGE_OFF_HOURS, trunkline.domain.number_settings.WorkMode.VOICEMAIL, trunkline.domain.number_settings.WorkMode.VOICEMAIL_OFF_HOURS], 'sub_type': 'str'}}, 'default': None}, 'validation_alias': 'smsWorkMode'},
                'sms_forward_number': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'default': None}, 'validation_alias': 'smsForwardNumber'},
                'sms_off_hours_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'smsOffHoursMessage'},
            },
        },
    }


def CreatePhoneNumberRequest() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.workspace.schemas.CreatePhoneNumberRequest,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'default': None}, 'validation_alias': 'name'},
                'brand_name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'default': None}, 'validation_alias': 'brandName'},
                'brand_description': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'brandDescription'},
                'brand_website': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 255, 'pattern': '^https?://[^\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+$'}}, 'default': None}, 'validation_alias': 'brandWebsite'},
                'default_workflow_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}, 'validation_alias': 'defaultWorkflowId'},
                'allow_signup': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': False}, 'validation_alias': 'allowSignup'},
                'signup_member_role_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}, 'validation_alias': 'signupMemberRoleId'},
                'allow_anonymous': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': False}, 'validation_alias': 'allowAnonymous'},
                'anonymous_member_role_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}, 'validation_alias': 'anonymousMemberRoleId'},
                'anonymous_rejection_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'anonymousRejectionMessage'},
                'restart_delay': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 0, 'le': 2592000}}, 'default': 900}, 'validation_alias': 'restartDelay'},
                'restart_prompt': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'restartPrompt'},
                'assistant_enabled': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': True}, 'validation_alias': 'assistantEnabled'},
                'enable_voice': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': True}, 'validation_alias': 'enableVoice'},
                'enable_sms': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': True}, 'validation_alias': 'enableSms'},
                'enable_whats_app': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': False}, 'validation_alias': 'enableWhatsApp'},
                'voice_greeting_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'voiceGreetingMessage'},
                'voice_unavailable_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'voiceUnavailableMessage'},
                'voice_work_mode': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.number_settings.WorkMode, 'members': [trunkline.domain.number_settings.WorkMode.ALWAYS_FORWARD, trunkline.domain.number_settings.WorkMode.FORWARD_OFF_HOURS, trunkline.domain.number_settings.WorkMode.ALWAYS_MESSAGE, trunkline.domain.number_settings.WorkMode.MESSAGE_OFF_HOURS, trunkline.domain.number_settings.WorkMode.VOICEMAIL, trunkline.domain.number_settings.WorkMode.VOICEMAIL_OFF_HOURS], 'sub_type': 'str'}}, 'default': None}, 'validation_alias': 'voiceWorkMode'},
                'voice_forward_number': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'default': None}, 'validation_alias': 'voiceForwardNumber'},
                'voice_off_hours_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'voiceOffHoursMessage'},
                'voicemail_greeting': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'voicemailGreeting'},
                'sms_unavailable_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'smsUnavailableMessage'},
                'sms_work_mode': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.number_settings.WorkMode, 'members': [trunkline.domain.number_settings.WorkMode.ALWAYS_FORWARD, trunkline.domain.number_settings.WorkMode.FORWARD_OFF_HOURS, trunkline.domain.number_settings.WorkMode.ALWAYS_MESSAGE, trunkline.domain.number_settings.WorkMode.MESSAGE_OFF_HOURS, trunkline.domain.number_settings.WorkMode.VOICEMAIL, trunkline.domain.number_settings.WorkMode.VOICEMAIL_OFF_HOURS], 'sub_type': 'str'}}, 'default': None}, 'validation_alias': 'smsWorkMode'},
                'sms_forward_number': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'default': None}, 'validation_alias': 'smsForwardNumber'},
                'sms_off_hours_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'smsOffHoursMessage'},
                'phone_number': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'default': None}, 'validation_alias': 'phoneNumber'},
                'provider_phone_uuid': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.texts.parse_uuid}, 'schema': {'type': 'str'}}}, 'default': None}, 'validation_alias': 'providerPhoneUuid'},
            },
        },
    }


def UpdatePhoneNumberRequest() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.workspace.schemas.UpdatePhoneNumberRequest,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'default': None}, 'validation_alias': 'name'},
                'brand_name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 100}}, 'default': None}, 'validation_alias': 'brandName'},
                'brand_description': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'brandDescription'},
                'brand_website': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 255, 'pattern': '^https?://[^\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+$'}}, 'default': None}, 'validation_alias': 'brandWebsite'},
                'default_workflow_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}, 'validation_alias': 'defaultWorkflowId'},
                'allow_signup': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': False}, 'validation_alias': 'allowSignup'},
                'signup_member_role_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}, 'validation_alias': 'signupMemberRoleId'},
                'allow_anonymous': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': False}, 'validation_alias': 'allowAnonymous'},
                'anonymous_member_role_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}, 'validation_alias': 'anonymousMemberRoleId'},
                'anonymous_rejection_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'anonymousRejectionMessage'},
                'restart_delay': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 0, 'le': 2592000}}, 'default': 900}, 'validation_alias': 'restartDelay'},
                'restart_prompt': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'restartPrompt'},
                'assistant_enabled': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': True}, 'validation_alias': 'assistantEnabled'},
                'enable_voice': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': True}, 'validation_alias': 'enableVoice'},
                'enable_sms': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': True}, 'validation_alias': 'enableSms'},
                'enable_whats_app': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': False}, 'validation_alias': 'enableWhatsApp'},
                'voice_greeting_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'voiceGreetingMessage'},
                'voice_unavailable_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'voiceUnavailableMessage'},
                'voice_work_mode': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.number_settings.WorkMode, 'members': [trunkline.domain.number_settings.WorkMode.ALWAYS_FORWARD, trunkline.domain.number_settings.WorkMode.FORWARD_OFF_HOURS, trunkline.domain.number_settings.WorkMode.ALWAYS_MESSAGE, trunkline.domain.number_settings.WorkMode.MESSAGE_OFF_HOURS, trunkline.domain.number_settings.WorkMode.VOICEMAIL, trunkline.domain.number_settings.WorkMode.VOICEMAIL_OFF_HOURS], 'sub_type': 'str'}}, 'default': None}, 'validation_alias': 'voiceWorkMode'},
                'voice_forward_number': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'default': None}, 'validation_alias': 'voiceForwardNumber'},
                'voice_off_hours_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'voiceOffHoursMessage'},
                'voicemail_greeting': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'voicemailGreeting'},
                'sms_unavailable_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'smsUnavailableMessage'},
                'sms_work_mode': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.number_settings.WorkMode, 'members': [trunkline.domain.number_settings.WorkMode.ALWAYS_FORWARD, trunkline.domain.number_settings.WorkMode.FORWARD_OFF_HOURS, trunkline.domain.number_settings.WorkMode.ALWAYS_MESSAGE, trunkline.domain.number_settings.WorkMode.MESSAGE_OFF_HOURS, trunkline.domain.number_settings.WorkMode.VOICEMAIL, trunkline.domain.number_settings.WorkMode.VOICEMAIL_OFF_HOURS], 'sub_type': 'str'}}, 'default': None}, 'validation_alias': 'smsWorkMode'},
                'sms_forward_number': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'default': None}, 'validation_alias': 'smsForwardNumber'},
                'sms_off_hours_message': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 1000}}, 'default': None}, 'validation_alias': 'smsOffHoursMessage'},
                'provider_phone_uuid': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.texts.parse_uuid}, 'schema': {'type': 'str'}}}, 'default': None}, 'validation_alias': 'providerPhoneUuid'},
            },
        },
    }

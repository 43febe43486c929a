"""The types of ``schemas.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any




def MembersBody() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'area_code': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 200, 'le': 999}}, 'required': False},
            'nickname': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 200}}, 'required': False},
            'inbound_agent_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'outbound_agent_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'inbound_agent_version': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False},
            'outbound_agent_version': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False},
            'inbound_webhook_url': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 2048}}, 'required': False},
            'number_provider': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'outbound_trunk_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'phone_number_type': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
        },
    }


def CreateZuduNumberRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'area_code': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 200, 'le': 999}}, 'required': False},
            'nickname': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 200}}, 'required': False},
            'inbound_agent_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'outbound_agent_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'inbound_agent_version': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False},
            'outbound_agent_version': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False},
            'inbound_webhook_url': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 2048}}, 'required': False},
            'number_provider': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'outbound_trunk_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'phone_number_type': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'phone_number': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 40}, 'required': True},
        },
    }


def UpdateZuduNumberRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'area_code': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 200, 'le': 999}}, 'required': False},
            'nickname': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 200}}, 'required': False},
            'inbound_agent_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'outbound_agent_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'inbound_agent_version': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False},
            'outbound_agent_version': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'required': False},
            'inbound_webhook_url': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 2048}}, 'required': False},
            'number_provider': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'outbound_trunk_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'phone_number_type': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'phone_number': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'required': False},
            'label': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 200}}, 'required': False},
        },
    }

"""The types of ``schemas.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

import trunkline.domain.zudu_numbers
import trunkline.http.zudu.requests


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


def CriteriaBody() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'nickname': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 200}}, 'required': False},
            'area_code': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 200, 'le': 999}}, 'required': False},
            'agent_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 200}}, 'required': False},
        },
    }


def SearchZuduNumbersRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'page': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 0, 'le': 10000}}, 'required': False},
            'limit': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'le': 500}}, 'required': False},
            'sort_by': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.zudu_numbers.SortBy, 'members': [trunkline.domain.zudu_numbers.SortBy.PHONE_NUMBER, trunkline.domain.zudu_numbers.SortBy.NICKNAME, trunkline.domain.zudu_numbers.SortBy.AREA_CODE, trunkline.domain.zudu_numbers.SortBy.UPDATED_AT], 'sub_type': 'str', 'strict': False}}, 'required': False},
            'sort_order': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'enum', 'cls': trunkline.domain.zudu_numbers.SortOrder, 'members': [trunkline.domain.zudu_numbers.SortOrder.ASCENDING, trunkline.domain.zudu_numbers.SortOrder.DESCENDING], 'sub_type': 'str', 'strict': False}}, 'required': False},
            'filter_criteria': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': CriteriaBody()}, 'required': False},
        },
    }


def ImportZuduNumberRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'phone_number': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 40}, 'required': True},
            'provider': {'type': 'typed-dict-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.zudu.requests.importable_provider}, 'schema': {'type': 'str'}}, 'required': True},
            'account_sid': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 128, 'pattern': '^[A-Za-z0-9_-]+$'}, 'required': True},
            'auth_token': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 512}, 'required': True},
            'nickname': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 200}}, 'required': False},
            'inbound_agent_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
            'outbound_agent_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'required': False},
        },
    }

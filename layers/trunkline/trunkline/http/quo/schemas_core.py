"""The types of ``schemas.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

import trunkline.domain.contacts


def NewPointBody() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'forbid'},
        "extra_behavior": 'forbid',
        "fields": {
            'name': {'type': 'typed-dict-field', 'schema': {'type': 'str'}, 'required': True, 'validation_alias': 'name'},
            'value': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': True, 'validation_alias': 'value'},
        },
    }


def PointChangeBody() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'forbid'},
        "extra_behavior": 'forbid',
        "fields": {
            'id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': False, 'validation_alias': 'id'},
            'name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': False, 'validation_alias': 'name'},
            'value': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': True, 'validation_alias': 'value'},
        },
    }


def CustomFieldBody() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'forbid'},
        "extra_behavior": 'forbid',
        "fields": {
            'key': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': False, 'validation_alias': 'key'},
            'id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': False, 'validation_alias': 'id'},
            'value': {'type': 'typed-dict-field', 'schema': {'type': 'any'}, 'required': True, 'validation_alias': 'value'},
        },
    }


def NewDefaultFieldsBody() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'forbid'},
        "extra_behavior": 'forbid',
        "fields": {
            'company': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': False, 'validation_alias': 'company'},
            'emails': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': NewPointBody(), 'max_length': 50}, 'required': False, 'validation_alias': 'emails'},
            'first_name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': True, 'validation_alias': 'firstName'},
            'last_name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': False, 'validation_alias': 'lastName'},
            'phone_numbers': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': NewPointBody(), 'max_length': 50}, 'required': False, 'validation_alias': 'phoneNumbers'},
            'role': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': False, 'validation_alias': 'role'},
        },
    }


def DefaultFieldsChangeBody() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'forbid'},
        "extra_behavior": 'forbid',
        "fields": {
            'company': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': False, 'validation_alias': 'company'},
            'emails': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': PointChangeBody(), 'max_length': 50}, 'required': False, 'validation_alias': 'emails'},
            'first_name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': False, 'validation_alias': 'firstName'},
            'last_name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': False, 'validation_alias': 'lastName'},
            'phone_numbers': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': PointChangeBody(), 'max_length': 50}, 'required': False, 'validation_alias': 'phoneNumbers'},
            'role': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'required': False, 'validation_alias': 'role'},
        },
    }


def CreateContactRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'default_fields': {'type': 'typed-dict-field', 'schema': NewDefaultFieldsBody(), 'required': True, 'validation_alias': 'defaultFields'},
            'custom_fields': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': CustomFieldBody(), 'max_length': 100}, 'required': False, 'validation_alias': 'customFields'},
            'created_by_user_id': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 64, 'pattern': '^US'}, 'required': False, 'validation_alias': 'createdByUserId'},
            'source': {'type': 'typed-dict-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.domain.contacts.parse_source}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 72}}, 'required': False, 'validation_alias': 'source'},
            'external_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 75}}, 'required': False, 'validation_alias': 'externalId'},
            'source_url': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 200, 'pattern': '^[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+$'}}, 'required': False, 'validation_alias': 'sourceUrl'},
        },
    }


def UpdateContactRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'default_fields': {'type': 'typed-dict-field', 'schema': DefaultFieldsChangeBody(), 'required': False, 'validation_alias': 'defaultFields'},
            'custom_fields': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': CustomFieldBody(), 'max_length': 100}, 'required': False, 'validation_alias': 'customFields'},
            'source': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.domain.contacts.parse_source}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 72}}}, 'required': False, 'validation_alias': 'source'},
            'external_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 75}}, 'required': False, 'validation_alias': 'externalId'},
            'source_url': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 200, 'pattern': '^[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+$'}}, 'required': False, 'validation_alias': 'sourceUrl'},
        },
    }


def WebhookBody() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'url': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 2048}, 'required': True, 'validation_alias': 'url'},
            'label': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 200}, 'required': False, 'validation_alias': 'label'},
            'resource_ids': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': {'type': 'str', 'max_length': 34, 'pattern': '^(PN[0-9a-f]{32}|\\*)$'}, 'min_length': 1, 'max_length': 100}, 'required': False, 'validation_alias': 'resourceIds'},
            'status': {'type': 'typed-dict-field', 'schema': {'type': 'literal', 'expected': ['enabled', 'disabled']}, 'required': False, 'validation_alias': 'status'},
            'user_id': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 64, 'pattern': '^US'}, 'required': False, 'validation_alias': 'userId'},
        },
    }


def CreateCallWebhookRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'url': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 2048}, 'required': True, 'validation_alias': 'url'},
            'label': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 200}, 'required': False, 'validation_alias': 'label'},
            'resource_ids': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': {'type': 'str', 'max_length': 34, 'pattern': '^(PN[0-9a-f]{32}|\\*)$'}, 'min_length': 1, 'max_length': 100}, 'required': False, 'validation_alias': 'resourceIds'},
            'status': {'type': 'typed-dict-field', 'schema': {'type': 'literal', 'expected': ['enabled', 'disabled']}, 'required': False, 'validation_alias': 'status'},
            'user_id': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 64, 'pattern': '^US'}, 'required': False, 'validation_alias': 'userId'},
            'events': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': {'type': 'literal', 'expected': ['call.completed', 'call.ringing', 'call.recording.completed']}, 'min_length': 1, 'max_length': 10}, 'required': True, 'validation_alias': 'events'},
        },
    }


def CreateMessageWebhookRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'url': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 2048}, 'required': True, 'validation_alias': 'url'},
            'label': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 200}, 'required': False, 'validation_alias': 'label'},
            'resource_ids': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': {'type': 'str', 'max_length': 34, 'pattern': '^(PN[0-9a-f]{32}|\\*)$'}, 'min_length': 1, 'max_length': 100}, 'required': False, 'validation_alias': 'resourceIds'},
            'status': {'type': 'typed-dict-field', 'schema': {'type': 'literal', 'expected': ['enabled', 'disabled']}, 'required': False, 'validation_alias': 'status'},
            'user_id': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 64, 'pattern': '^US'}, 'required': False, 'validation_alias': 'userId'},
            'events': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': {'type': 'literal', 'expected': ['message.received', 'message.delivered']}, 'min_length': 1, 'max_length': 10}, 'required': True, 'validation_alias': 'events'},
        },
    }

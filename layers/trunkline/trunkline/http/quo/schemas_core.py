"""The models of ``schemas.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

import trunkline.domain.contacts
import trunkline.http.quo.schemas


def NewPointBody() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.quo.schemas.NewPointBody,
        "config": {'strict': True, 'extra_fields_behavior': 'forbid'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'name': {'type': 'model-field', 'schema': {'type': 'str'}, 'validation_alias': 'name'},
                'value': {'type': 'model-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'validation_alias': 'value'},
            },
        },
    }


def PointChangeBody() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.quo.schemas.PointChangeBody,
        "config": {'strict': True, 'extra_fields_behavior': 'forbid'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'default': None}, 'validation_alias': 'id'},
                'name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'default': None}, 'validation_alias': 'name'},
                'value': {'type': 'model-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'validation_alias': 'value'},
            },
        },
    }


def CustomFieldBody() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.quo.schemas.CustomFieldBody,
        "config": {'strict': True, 'extra_fields_behavior': 'forbid'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'key': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'default': None}, 'validation_alias': 'key'},
                'id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'default': None}, 'validation_alias': 'id'},
                'value': {'type': 'model-field', 'schema': {'type': 'any'}, 'validation_alias': 'value'},
            },
        },
    }


def NewDefaultFieldsBody() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.quo.schemas.NewDefaultFieldsBody,
        "config": {'strict': True, 'extra_fields_behavior': 'forbid'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'company': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'default': None}, 'validation_alias': 'company'},
                'emails': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'list', 'items_schema': NewPointBody(), 'max_length': 50}, 'default': []}, 'validation_alias': 'emails'},
                'first_name': {'type': 'model-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'validation_alias': 'firstName'},
                'last_name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'default': None}, 'validation_alias': 'lastName'},
                'phone_numbers': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'list', 'items_schema': NewPointBody(), 'max_length': 50}, 'default': []}, 'validation_alias': 'phoneNumbers'},
                'role': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'default': None}, 'validation_alias': 'role'},
            },
        },
    }


def DefaultFieldsChangeBody() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.quo.schemas.DefaultFieldsChangeBody,
        "config": {'strict': True, 'extra_fields_behavior': 'forbid'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'company': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'default': None}, 'validation_alias': 'company'},
                'emails': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'list', 'items_schema': PointChangeBody(), 'max_length': 50}, 'default': []}, 'validation_alias': 'emails'},
                'first_name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'default': None}, 'validation_alias': 'firstName'},
                'last_name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'default': None}, 'validation_alias': 'lastName'},
                'phone_numbers': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'list', 'items_schema': PointChangeBody(), 'max_length': 50}, 'default': []}, 'validation_alias': 'phoneNumbers'},
                'role': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str'}}, 'default': None}, 'validation_alias': 'role'},
            },
        },
    }


def CreateContactRequest() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.quo.schemas.CreateContactRequest,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'default_fields': {'type': 'model-field', 'schema': NewDefaultFieldsBody(), 'validation_alias': 'defaultFields'},
                'custom_fields': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'list', 'items_schema': CustomFieldBody(), 'max_length': 100}, 'default': []}, 'validation_alias': 'customFields'},
                'created_by_user_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 64, 'pattern': '^US'}}, 'default': None}, 'validation_alias': 'createdByUserId'},
                'source': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.domain.contacts.parse_source}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 72}}, 'default': 'public-api'}, 'validation_alias': 'source'},
                'external_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 75}}, 'default': None}, 'validation_alias': 'externalId'},
                'source_url': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 200, 'pattern': '^[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+$'}}, 'default': None}, 'validation_alias': 'sourceUrl'},
            },
        },
    }


def UpdateContactRequest() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.quo.schemas.UpdateContactRequest,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'default_fields': {'type': 'model-field', 'schema': {'type': 'default', 'schema': DefaultFieldsChangeBody(), 'default_factory': trunkline.http.quo.schemas.DefaultFieldsChangeBody, 'default_factory_takes_data': False}, 'validation_alias': 'defaultFields'},
                'custom_fields': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'list', 'items_schema': CustomFieldBody(), 'max_length': 100}, 'default': []}, 'validation_alias': 'customFields'},
                'source': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.domain.contacts.parse_source}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 72}}}, 'default': None}, 'validation_alias': 'source'},
                'external_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 75}}, 'default': None}, 'validation_alias': 'externalId'},
                'source_url': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 200, 'pattern': '^[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+$'}}, 'default': None}, 'validation_alias': 'sourceUrl'},
            },
        },
    }

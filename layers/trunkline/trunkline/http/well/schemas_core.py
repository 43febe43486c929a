"""The types of ``schemas.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

import datetime
import trunkline.http.bodies
import trunkline.http.well.requests


def PersonReference() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'type': {'type': 'typed-dict-field', 'schema': {'type': 'literal', 'expected': ['people']}, 'required': True},
            'id': {'type': 'typed-dict-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}, 'required': True},
        },
    }


def CompanyReference() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'type': {'type': 'typed-dict-field', 'schema': {'type': 'literal', 'expected': ['company']}, 'required': True},
            'id': {'type': 'typed-dict-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}, 'required': True},
        },
    }


def WorkspaceReference() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'type': {'type': 'typed-dict-field', 'schema': {'type': 'literal', 'expected': ['workspace']}, 'required': True},
            'id': {'type': 'typed-dict-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}, 'required': True},
        },
    }


def PersonAttributes() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'first_name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'required': False},
            'last_name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'required': False},
            'full_name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'required': False},
            'email': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.address}, 'schema': {'type': 'str', 'max_length': 255}}}, 'required': False},
        },
    }


def CompanyAttributes() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'required': False},
            'description': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.lines}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False},
            'locale': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'required': False},
            'domain_name_primary_link_url': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.domain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'required': False},
        },
    }


def WorkspaceAttributes() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'name': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'required': False},
            'description': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.lines}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'required': False},
            'avatar_color': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'required': False},
            'external_workspace_id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}}, 'required': False},
            'auto_extract_enabled': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'bool'}}, 'required': False},
        },
    }


def IncludedPerson() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'type': {'type': 'typed-dict-field', 'schema': {'type': 'literal', 'expected': ['people']}, 'required': True},
            'id': {'type': 'typed-dict-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}, 'required': True},
            'attributes': {'type': 'typed-dict-field', 'schema': PersonAttributes(), 'required': False},
        },
    }


def IncludedCompany() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'type': {'type': 'typed-dict-field', 'schema': {'type': 'literal', 'expected': ['company']}, 'required': True},
            'id': {'type': 'typed-dict-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}, 'required': True},
            'attributes': {'type': 'typed-dict-field', 'schema': CompanyAttributes(), 'required': False},
        },
    }


def IncludedWorkspace() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'type': {'type': 'typed-dict-field', 'schema': {'type': 'literal', 'expected': ['workspace']}, 'required': True},
            'id': {'type': 'typed-dict-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}, 'required': True},
            'attributes': {'type': 'typed-dict-field', 'schema': WorkspaceAttributes(), 'required': False},
        },
    }


def PhoneAttributes() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'country_code': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'le': 999}}, 'required': False},
            'national_number': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 255}}, 'required': False},
            'e164_number': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'required': False},
            'label': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.plain}, 'schema': {'type': 'str', 'max_length': 50}}}, 'required': False},
            'is_primary': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False},
            'is_verified': {'type': 'typed-dict-field', 'schema': {'type': 'bool'}, 'required': False},
            'created_at': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-before', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.date_time}, 'schema': {'type': 'datetime', 'tz_constraint': 'aware', 'microseconds_precision': 'truncate', 'strict': False, 'ge': datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), 'lt': datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)}}}, 'required': False},
        },
    }


def Persons() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'data': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': PersonReference()}, 'required': True},
        },
    }


def Companies() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'data': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': CompanyReference()}, 'required': True},
        },
    }


def Workspaces() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'data': {'type': 'typed-dict-field', 'schema': {'type': 'list', 'items_schema': WorkspaceReference()}, 'required': True},
        },
    }


def Relationships() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'persons': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': Persons()}, 'required': False},
            'companies': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': Companies()}, 'required': False},
            'workspaces': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': Workspaces()}, 'required': False},
        },
    }


def PhoneResource() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'type': {'type': 'typed-dict-field', 'schema': {'type': 'literal', 'expected': ['phone']}, 'required': True},
            'id': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.bodies.parse_uuid}, 'schema': {'type': 'str'}}}, 'required': False},
            'attributes': {'type': 'typed-dict-field', 'schema': PhoneAttributes(), 'required': True},
            'relationships': {'type': 'typed-dict-field', 'schema': {'type': 'function-before', 'function': {'type': 'no-info', 'function': trunkline.http.well.requests.few_enough}, 'schema': {'type': 'nullable', 'schema': Relationships()}}, 'required': False},
        },
    }


def CreatePhoneRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'data': {'type': 'typed-dict-field', 'schema': PhoneResource(), 'required': True},
            'included': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'list', 'items_schema': {'type': 'tagged-union', 'choices': {'people': IncludedPerson(), 'company': IncludedCompany(), 'workspace': IncludedWorkspace()}, 'discriminator': trunkline.http.well.requests.resource_type, 'custom_error_type': 'unknown_resource_type', 'custom_error_message': "should be a resource of type 'people', 'company' or 'workspace'"}, 'max_length': 25}}, 'required': False},
        },
    }

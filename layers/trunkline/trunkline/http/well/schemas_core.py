"""The models of ``schemas.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

import datetime
import trunkline.http.texts
import trunkline.http.well.resources
import trunkline.http.well.resources_core
import trunkline.http.well.schemas


def PhoneAttributes() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.schemas.PhoneAttributes,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'country_code': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'le': 999}}, 'default': None}},
                'national_number': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 255}}, 'default': None}},
                'e164_number': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'default': None}},
                'label': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.plain}, 'schema': {'type': 'str', 'max_length': 50}}}, 'default': None}},
                'is_primary': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': False}},
                'is_verified': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'bool'}, 'default': False}},
                'created_at': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'datetime', 'tz_constraint': 'aware', 'microseconds_precision': 'truncate', 'ge': datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), 'lt': datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)}}, 'default': None}},
            },
        },
    }


def Persons() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.schemas.Persons,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'data': {'type': 'model-field', 'schema': {'type': 'list', 'items_schema': trunkline.http.well.resources_core.PersonReference()}},
            },
        },
    }


def Companies() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.schemas.Companies,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'data': {'type': 'model-field', 'schema': {'type': 'list', 'items_schema': trunkline.http.well.resources_core.CompanyReference()}},
            },
        },
    }


def Workspaces() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.schemas.Workspaces,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'data': {'type': 'model-field', 'schema': {'type': 'list', 'items_schema': trunkline.http.well.resources_core.WorkspaceReference()}},
            },
        },
    }


def Relationships() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.schemas.Relationships,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'persons': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': Persons()}, 'default': None}},
                'companies': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': Companies()}, 'default': None}},
                'workspaces': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': Workspaces()}, 'default': None}},
            },
        },
    }


def PhoneResource() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.schemas.PhoneResource,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'type': {'type': 'model-field', 'schema': {'type': 'literal', 'expected': ['phone']}},
                'id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.texts.parse_uuid}, 'schema': {'type': 'str'}}}, 'default': None}},
                'attributes': {'type': 'model-field', 'schema': PhoneAttributes()},
                'relationships': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'function-before', 'function': {'type': 'no-info', 'function': trunkline.http.well.schemas._few_enough}, 'schema': {'type': 'nullable', 'schema': Relationships()}}, 'default': None}},
            },
        },
    }


def CreatePhoneRequest() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.schemas.CreatePhoneRequest,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'data': {'type': 'model-field', 'schema': PhoneResource()},
                'included': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'list', 'items_schema': {'type': 'tagged-union', 'choices': {'people': trunkline.http.well.resources_core.IncludedPerson(), 'company': trunkline.http.well.resources_core.IncludedCompany(), 'workspace': trunkline.http.well.resources_core.IncludedWorkspace()}, 'discriminator': trunkline.http.well.resources._type, 'custom_error_type': 'unknown_resource_type', 'custom_error_message': "should be a resource of type 'people', 'company' or 'workspace'"}, 'max_length': 25}}, 'default': None}},
            },
        },
    }

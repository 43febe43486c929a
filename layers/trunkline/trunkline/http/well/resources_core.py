"""The models of ``resources.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

import trunkline.http.well.resources


def PersonReference() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.resources.PersonReference,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'type': {'type': 'model-field', 'schema': {'type': 'literal', 'expected': ['people']}},
                'id': {'type': 'model-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}},
            },
        },
    }


def CompanyReference() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.resources.CompanyReference,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'type': {'type': 'model-field', 'schema': {'type': 'literal', 'expected': ['company']}},
                'id': {'type': 'model-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}},
            },
        },
    }


def WorkspaceReference() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.resources.WorkspaceReference,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'type': {'type': 'model-field', 'schema': {'type': 'literal', 'expected': ['workspace']}},
                'id': {'type': 'model-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}},
            },
        },
    }


def PersonAttributes() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.resources.PersonAttributes,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'first_name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'default': None}},
                'last_name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'default': None}},
                'full_name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'default': None}},
                'email': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.address}, 'schema': {'type': 'str', 'max_length': 255}}}, 'default': None}},
            },
        },
    }


def CompanyAttributes() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.resources.CompanyAttributes,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'default': None}},
                'description': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.lines}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'default': None}},
                'locale': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'default': None}},
                'domain_name_primary_link_url': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.domain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'default': None}},
            },
        },
    }


def WorkspaceAttributes() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.resources.WorkspaceAttributes,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'name': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'default': None}},
                'description': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.lines}, 'schema': {'type': 'str', 'max_length': 1000}}}, 'default': None}},
                'avatar_color': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.plain}, 'schema': {'type': 'str', 'max_length': 255}}}, 'default': None}},
                'external_workspace_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}}, 'default': None}},
                'auto_extract_enabled': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'bool'}}, 'default': None}},
            },
        },
    }


def IncludedPerson() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.resources.IncludedPerson,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'type': {'type': 'model-field', 'schema': {'type': 'literal', 'expected': ['people']}},
                'id': {'type': 'model-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}},
                'attributes': {'type': 'model-field', 'schema': {'type': 'default', 'schema': PersonAttributes(), 'default_factory': trunkline.http.well.resources.PersonAttributes, 'default_factory_takes_data': False}},
            },
        },
    }


def IncludedCompany() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.resources.IncludedCompany,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'type': {'type': 'model-field', 'schema': {'type': 'literal', 'expected': ['company']}},
                'id': {'type': 'model-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}},
                'attributes': {'type': 'model-field', 'schema': {'type': 'default', 'schema': CompanyAttributes(), 'default_factory': trunkline.http.well.resources.CompanyAttributes, 'default_factory_takes_data': False}},
            },
        },
    }


def IncludedWorkspace() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.well.resources.IncludedWorkspace,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'type': {'type': 'model-field', 'schema': {'type': 'literal', 'expected': ['workspace']}},
                'id': {'type': 'model-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.well.resources.graphic}, 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128}}},
                'attributes': {'type': 'model-field', 'schema': {'type': 'default', 'schema': WorkspaceAttributes(), 'default_factory': trunkline.http.well.resources.WorkspaceAttributes, 'default_factory_takes_data': False}},
            },
        },
    }

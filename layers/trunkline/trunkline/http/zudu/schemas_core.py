"""The models of ``schemas.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

import trunkline.http.zudu.schemas


def MembersBody() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.zudu.schemas.MembersBody,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'area_code': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 200, 'le': 999}}, 'default': None}},
                'nickname': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 200}}, 'default': None}},
                'inbound_agent_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'outbound_agent_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'inbound_agent_version': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}},
                'outbound_agent_version': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}},
                'inbound_webhook_url': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 2048}}, 'default': None}},
                'number_provider': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'outbound_trunk_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'phone_number_type': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
            },
        },
    }


def CreateZuduNumberRequest() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.zudu.schemas.CreateZuduNumberRequest,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'area_code': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 200, 'le': 999}}, 'default': None}},
                'nickname': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 200}}, 'default': None}},
                'inbound_agent_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'outbound_agent_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'inbound_agent_version': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}},
                'outbound_agent_version': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}},
                'inbound_webhook_url': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 2048}}, 'default': None}},
                'number_provider': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'outbound_trunk_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'phone_number_type': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'phone_number': {'type': 'model-field', 'schema': {'type': 'str', 'max_length': 40}},
            },
        },
    }


def UpdateZuduNumberRequest() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.zudu.schemas.UpdateZuduNumberRequest,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'area_code': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 200, 'le': 999}}, 'default': None}},
                'nickname': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 200}}, 'default': None}},
                'inbound_agent_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'outbound_agent_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'inbound_agent_version': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}},
                'outbound_agent_version': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'int', 'ge': 1, 'lt': 9007199254740992}}, 'default': None}},
                'inbound_webhook_url': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 2048}}, 'default': None}},
                'number_provider': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'outbound_trunk_id': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'phone_number_type': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 128, 'pattern': '^[!-~]+$'}}, 'default': None}},
                'phone_number': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 40}}, 'default': None}},
                'label': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'max_length': 200}}, 'default': None}},
            },
        },
    }

"""The models of ``link_schema.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

import trunkline.http.texts
import trunkline.http.workspace.link_schema


def LinkPhoneRequest() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.workspace.link_schema.LinkPhoneRequest,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'provider_phone_uuid': {'type': 'model-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.texts.parse_uuid}, 'schema': {'type': 'str'}}}, 'validation_alias': 'providerPhoneUuid'},
            },
        },
    }

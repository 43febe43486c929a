"""The models of ``schemas.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

import trunkline.http.weya.dialect
import trunkline.http.weya.schemas


def AddPhoneRequest() -> dict[str, Any]:
    return {
        "type": "model",
        "cls": trunkline.http.weya.schemas.AddPhoneRequest,
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "schema": {
            "type": "model-fields",
            "fields": {
                'user_id': {'type': 'model-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.weya.dialect.parse_user_id}, 'schema': {'type': 'str'}}, 'validation_alias': 'userId'},
                'phone_number': {'type': 'model-field', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 40}, 'validation_alias': 'phoneNumber'},
                'integration': {'type': 'model-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.weya.schemas._known_carrier}, 'schema': {'type': 'str'}}, 'validation_alias': 'integration'},
                'auth_token': {'type': 'model-field', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 512}, 'validation_alias': 'authToken'},
                'acc_sid': {'type': 'model-field', 'schema': {'type': 'str', 'max_length': 128, 'pattern': '^[A-Za-z0-9_-]+$'}, 'validation_alias': 'accSId'},
                'public_key': {'type': 'model-field', 'schema': {'type': 'default', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.weya.schemas._public_key}, 'schema': {'type': 'str', 'max_length': 64}}}, 'default': None}, 'validation_alias': 'publicKey'},
            },
        },
    }

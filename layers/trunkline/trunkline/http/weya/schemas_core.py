"""The types of ``schemas.py`` as schemas of pydantic's compiled core: `make schemas` writes this file."""

from typing import Any

import trunkline.http.weya.dialect
import trunkline.http.weya.requests


def AddPhoneRequest() -> dict[str, Any]:
    return {
        "type": "typed-dict",
        "config": {'strict': True, 'extra_fields_behavior': 'ignore'},
        "extra_behavior": 'ignore',
        "fields": {
            'user_id': {'type': 'typed-dict-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.weya.dialect.parse_user_id}, 'schema': {'type': 'str'}}, 'required': True, 'validation_alias': 'userId'},
            'phone_number': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 40}, 'required': True, 'validation_alias': 'phoneNumber'},
            'integration': {'type': 'typed-dict-field', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.weya.requests.known_carrier}, 'schema': {'type': 'str'}}, 'required': True, 'validation_alias': 'integration'},
            'auth_token': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 512}, 'required': True, 'validation_alias': 'authToken'},
            'acc_sid': {'type': 'typed-dict-field', 'schema': {'type': 'str', 'max_length': 128, 'pattern': '^[A-Za-z0-9_-]+$'}, 'required': False, 'validation_alias': 'accSId'},
            'api_key_sid': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.weya.requests.api_key_sid}, 'schema': {'type': 'str', 'max_length': 34}}}, 'required': False, 'validation_alias': 'apiKeySid'},
            'signing_token': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'str', 'min_length': 1, 'max_length': 512}}, 'required': False, 'validation_alias': 'signingToken'},
            'public_key': {'type': 'typed-dict-field', 'schema': {'type': 'nullable', 'schema': {'type': 'function-after', 'function': {'type': 'no-info', 'function': trunkline.http.weya.requests.public_key}, 'schema': {'type': 'str', 'max_length': 64}}}, 'required': False, 'validation_alias': 'publicKey'},
        },
    }

"""Ciphertexts that notice a change.

MiniStack encrypts with a key stream only: a flipped bit of the ciphertext flips a bit of the
plaintext. KMS refuses such a ciphertext.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from ministack.services import kms

from tools.stack.emulator.patching import PatchPoint

_SEALING = (
    "_encrypt",
    "_generate_data_key",
    "_generate_data_key_without_plaintext",
    "_generate_data_key_pair",
    "_generate_data_key_pair_without_plaintext",
)

POINTS = (
    *(PatchPoint("services.kms", name, "data") for name in (*_SEALING, "_decrypt")),
    PatchPoint("services.kms", "_resolve_key", "key_id_or_arn"),
)

_TAG_BYTES = 32
_KEY_ID_CHARACTERS = 36
_CIPHERTEXTS = ("CiphertextBlob", "PrivateKeyCiphertextBlob")
# The longest plaintext that KMS takes.
_MOST_BYTES = 4096


def apply() -> None:
    """Append an authentication tag to what symmetric keys encrypt; check it before decrypting."""
    for name in _SEALING:
        setattr(kms, name, _sealing(getattr(kms, name)))
    kms._decrypt = _opening(kms._decrypt)


def _sealing(encrypt: Callable[..., Any]) -> Callable[..., Any]:
    def encrypt_sealed(data: dict[str, Any]) -> Any:
        if len(base64.b64decode(data.get("Plaintext", ""))) > _MOST_BYTES:
            return kms.error_response_json("ValidationException", "Plaintext is too long", 400)
        status, headers, body = encrypt(data)
        answer = json.loads(body)
        key = kms._resolve_key(data.get("KeyId", "")) or {}
        if status != HTTPStatus.OK or "_symmetric_key" not in key:
            return status, headers, body
        for name in _CIPHERTEXTS:
            if name in answer:
                content = base64.b64decode(answer[name])
                sealed = content + _tag(key, content)
                answer[name] = base64.b64encode(sealed).decode()
        return kms.json_response(answer)

    return encrypt_sealed


def _opening(decrypt: Callable[..., Any]) -> Callable[..., Any]:
    def decrypt_sealed(data: dict[str, Any]) -> Any:
        sealed = base64.b64decode(data.get("CiphertextBlob", ""))
        content, tag = sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]
        named = data.get("KeyId") or sealed[:_KEY_ID_CHARACTERS].decode(errors="ignore")
        key = kms._resolve_key(named)
        if not key or "_symmetric_key" not in key:
            return decrypt(data)
        if not hmac.compare_digest(tag, _tag(key, content)):
            return kms.error_response_json("InvalidCiphertextException", "", 400)
        return decrypt(data | {"CiphertextBlob": base64.b64encode(content).decode()})

    return decrypt_sealed


def _tag(key: dict[str, Any], content: bytes) -> bytes:
    return hmac.digest(key["_symmetric_key"], content, hashlib.sha256)

"""Secrets sealed by KMS."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from trunkline.errors import UnavailableError

# What passes by itself. Anything else (a missing permission, a tampered item) is a fault to be seen, not to be retried.
_BUSY = {"ThrottlingException", "KMSInternalException", "DependencyTimeoutException", "LimitExceededException"}


class KmsSealer:
    """The sealer of ``trunkline.services.carrier_accounts``; KMS logs each use with the context, never the text."""

    def __init__(self, connect: Callable[[], Any], key_id: Callable[[], str]) -> None:
        # Made when it is first needed: of a carrier that signs with a key of its own no secret is opened to verify.
        self.connect = connect
        self.key_id = key_id

    def seal(self, text: str, context: Mapping[str, str]) -> str:
        """Encrypt up to 4 KB, bound to a context.

        One call.
        """
        answer = _called(
            lambda: self.connect().encrypt(
                KeyId=self.key_id(), Plaintext=text.encode(), EncryptionContext=dict(context)
            )
        )
        return base64.b64encode(answer["CiphertextBlob"]).decode()

    def unseal(self, sealed: str, context: Mapping[str, str]) -> str:
        """Decrypt what was sealed in the same context.

        One call.
        """
        answer = _called(
            lambda: self.connect().decrypt(
                KeyId=self.key_id(), CiphertextBlob=base64.b64decode(sealed), EncryptionContext=dict(context)
            )
        )
        plaintext: bytes = answer["Plaintext"]
        return plaintext.decode()


def _called(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except ClientError as error:
        if error.response["Error"]["Code"] in _BUSY:
            raise UnavailableError from error
        raise
    except BotoCoreError as error:
        raise UnavailableError from error

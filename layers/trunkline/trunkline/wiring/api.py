"""The API's edge, with what it asks for every request: who calls, and what a retry is answered."""

from functools import lru_cache

from trunkline.http.edge import Edge
from trunkline.services.credentials import Authenticator
from trunkline.table.client import table
from trunkline.table.credentials import CredentialTable
from trunkline.table.idempotency import IdempotencyTable


@lru_cache(maxsize=1)
def authenticator() -> Authenticator:
    """Recognise tokens; one per warm environment, for it remembers whom it has met."""
    return Authenticator(CredentialTable(table()))


def idempotency_table() -> IdempotencyTable:
    """Keep responses for retries."""
    return IdempotencyTable(table())


edge = Edge(authenticator, idempotency_table)
endpoint = edge.endpoint

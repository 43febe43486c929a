"""The API's edge, with what it asks for every request: who calls, and what a retry gets."""

from functools import lru_cache

from trunkline.http.edge import Edge
from trunkline.services.credentials import Authenticator, RequestRates
from trunkline.settings import requests_a_second
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


@lru_cache(maxsize=1)
def request_rates() -> RequestRates | None:
    """Limit how often a credential calls; one per warm environment, for it counts what it has seen."""
    a_second = requests_a_second()
    return RequestRates(a_second) if a_second else None


edge = Edge(authenticator, idempotency_table, request_rates)
endpoint = edge.endpoint

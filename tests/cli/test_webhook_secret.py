"""``trunkline webhooks secret``: what deliveries to a tenant's Zudu numbers are signed with."""

import json

import pytest
from trunkline.settings import settings

from tests.cli.conftest import Trunkline
from tests.support.tables import everything
from tests.support.workspaces import Tenant


@pytest.fixture(autouse=True)
def fresh_settings() -> None:
    settings.cache_clear()


def test_a_tenants_secret_stays_the_same_until_it_is_rotated(trunkline: Trunkline, tenants: dict[str, Tenant]) -> None:
    first, again = (trunkline.json("webhooks", "secret", "--tenant", "org_acme")["secret"] for _ in range(2))
    other = trunkline.json("webhooks", "secret", "--tenant", "org_globex")["secret"]
    rotated = trunkline.json("webhooks", "secret", "--tenant", "org_acme", "--rotate")["secret"]

    assert first == again
    assert len({first, other, rotated}) == 3
    assert trunkline.json("webhooks", "secret", "--tenant", "org_acme")["secret"] == rotated
    assert all(secret.startswith("whsec_") for secret in (first, other, rotated))
    # Sealed, each of them.
    assert not any(secret in json.dumps(everything(), default=str) for secret in (first, other, rotated))


def test_a_tenant_that_there_is_not_has_none(trunkline: Trunkline) -> None:
    assert trunkline("webhooks", "secret", "--tenant", "nobody").code == 3

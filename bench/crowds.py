"""Workspaces with many numbers, put into the table directly: through the API that would take hours."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any

from trunkline.domain.credentials import Audience, Scope, new_credential
from trunkline.domain.identifiers import E164, NumberId, OrganizationId, WorkspaceUuid
from trunkline.domain.phone_numbers import DEFAULT_SETTINGS, ArchiveStatus, PhoneNumber
from trunkline.domain.tenants import RegisteredCredential, new_cursor_key
from trunkline.domain.timestamps import utc_now
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.credential_register import CredentialRegisterTable
from trunkline.table.items import to_item
from trunkline.table.number_items import number_attributes

# What BatchWriteItem takes.
_BATCH = 25
_WRITERS = 4
_FIRST_NUMBER = 15_550_000_000


@dataclass(frozen=True)
class Crowd:
    """A workspace with ``count`` numbers, their ids 1 to ``count``, and a token for it.

    The numbers have no guards: nothing but another creation of the same number would look at them.
    """

    workspace: WorkspaceUuid
    token: str
    count: int


def gather(store: Table, count: int, progress: Callable[[int], object]) -> Crowd:
    """Make a new workspace with so many numbers; ``progress`` is told of each batch."""
    workspace, organization = WorkspaceUuid(str(uuid.uuid4())), OrganizationId(f"org_load_{uuid.uuid4().hex}")
    token, credential = new_credential(
        audience=Audience.BEARER,
        organization_id=organization,
        workspaces=[workspace],
        user_id="load",
        scopes=[Scope.PHONES_ADMIN],
        cursor_key=new_cursor_key(),
    )
    CredentialRegisterTable(store).add(RegisteredCredential(credential=credential, name="load", created_at=utc_now()))
    puts = ({"PutRequest": {"Item": item}} for item in _items(workspace, organization, count))
    _write(store, iter(lambda: list(islice(puts, _BATCH)), []), progress)
    return Crowd(workspace, token.as_token(), count)


def dissolve(store: Table, crowd: Crowd, progress: Callable[[int], object]) -> None:
    """Take the numbers out again."""
    organization = OrganizationId("")
    wanted = _items(crowd.workspace, organization, crowd.count)
    deletes = ({"DeleteRequest": {"Key": {"pk": item["pk"], "sk": item["sk"]}}} for item in wanted)
    _write(store, iter(lambda: list(islice(deletes, _BATCH)), []), progress)


def _items(workspace: WorkspaceUuid, organization: OrganizationId, count: int) -> Iterator[dict[str, Any]]:
    now = utc_now()
    for number_id in range(1, count + 1):
        number = PhoneNumber(
            workspace_uuid=workspace,
            id=NumberId(number_id),
            organization_id=organization,
            phone_number=E164(f"+{_FIRST_NUMBER + number_id}"),
            settings=DEFAULT_SETTINGS,
            provider=None,
            provider_phone_uuid=None,
            archive_status=ArchiveStatus.ACTIVE,
            created_by="load",
            created_at=now,
            updated_at=now,
            version=1,
        )
        key = keys.number_in(keys.live_numbers(workspace), number.uuid)
        yield to_item({"pk": key.pk, "sk": key.sk, **number_attributes(number)})


def _write(store: Table, batches: Iterator[list[Any]], progress: Callable[[int], object]) -> None:
    def write(batch: list[Any]) -> None:
        wanted: Any = {store.name: batch}
        while wanted:
            wanted = store.client.batch_write_item(RequestItems=wanted)["UnprocessedItems"]
        progress(len(batch))

    with ThreadPoolExecutor(_WRITERS) as pool:
        list(pool.map(write, batches))

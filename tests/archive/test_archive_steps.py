"""``archiveStep``: how far an archive is, and where one stopped, as far as the number's own record tells."""

from collections.abc import Callable
from typing import Any

from trunkline.domain.archiving import claimed, failed, requested
from trunkline.domain.timestamps import utc_now
from trunkline.errors import CarrierRefusedError
from trunkline.http.workspace.views import phone_number_view
from trunkline.table.client import Table
from trunkline.table.number_items import archive_attributes, archive_from

from tests.archive.conftest import ORGANIZATION
from tests.fakes.carriers import FakeCarriers
from tests.fakes.executions import InProcessExecutions
from tests.support.archives import connect
from tests.support.builders import a_phone_number
from tests.support.workspaces import WorkspaceApi

ASKED = requested(a_phone_number(), force=False, correlation_id="r", now=utc_now())
CLAIMED = claimed(ASKED, utc_now())


def test_an_archive_that_was_asked_for_is_checking(
    api: WorkspaceApi, executions: InProcessExecutions, impatient: Callable[[], float]
) -> None:
    executions.runs_at_once = False
    number = api.created()

    assert api.archive(number["id"]).json()["archiveStep"] == "checking"


def test_an_archive_that_claimed_the_number_is_releasing_it() -> None:
    assert phone_number_view(ASKED).get("archiveStep") == "checking"
    assert phone_number_view(CLAIMED).get("archiveStep") == "releasing"


def test_a_failed_archive_says_where_it_stopped_and_a_new_one_begins_anew() -> None:
    early, late = (failed(number, "unavailable", utc_now()) for number in (ASKED, CLAIMED))

    assert phone_number_view(early).get("archiveStep") == "checking"
    assert phone_number_view(late).get("archiveStep") == "releasing"
    again = requested(late, force=False, correlation_id="r", now=utc_now())
    assert phone_number_view(again).get("archiveStep") == "checking"
    assert archive_from({k: v for k, v in archive_attributes(late.archive).items() if v is not None}) == late.archive


def test_a_carrier_that_refuses_stops_the_archive_at_its_release(
    api: WorkspaceApi, executions: InProcessExecutions, carriers: FakeCarriers, store: Table, phone: dict[str, Any]
) -> None:
    connect(store, carriers, ORGANIZATION, phone["uuid"])
    number = api.created(providerPhoneUuid=phone["uuid"])
    carriers.faults_before = [CarrierRefusedError("revoked")]
    api.archive(number["id"])

    assert api.get(number["id"]).json()["archiveStep"] == "releasing"


def test_a_number_that_is_not_on_its_way_has_no_step(api: WorkspaceApi, executions: InProcessExecutions) -> None:
    number = api.created()

    assert "archiveStep" not in number
    assert "archiveStep" not in api.archive(number["id"]).json()

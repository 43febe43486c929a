"""``workflow.*`` and ``event_rule.*`` events from the bus: applied, or put where people look."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeGuard

from trunkline.domain.blockers import BlockerType
from trunkline.domain.identifiers import NumberUuid, WorkspaceUuid, canonical_uuid
from trunkline.domain.references import Publication, Referrer
from trunkline.errors import FieldError, SchemaError
from trunkline.observability import logger
from trunkline.services.references import References

# Of one workflow or event rule; its head stays far below the size that an item may have.
MAX_NUMBERS = 500
MAX_TEXT = 200
# What DynamoDB keeps of a number is 38 digits.
MAX_NUMBER = 10**38

_MEMBERS = {BlockerType.WORKFLOW: "workflow", BlockerType.EVENT_RULE: "eventRule"}


class DeadLetters(Protocol):
    """Where messages wait for people."""

    def send(self, message: Mapping[str, Any]) -> None:
        """Keep a message."""


class ReferenceChanges:
    """The edge of the bus: events in, references changed, the rest to the dead letters."""

    def __init__(self, references: References, dead_letters: DeadLetters) -> None:
        self.references = references
        self.dead_letters = dead_letters

    def take(self, event: Mapping[str, Any]) -> None:
        """Apply an event. It is whole in each dead letter, so that sending it to the bus again tries it again.

        Raises:
            UnavailableError: The table is busy; the event is to be delivered again.
        """
        try:
            publication = publication_from(event)
        except SchemaError as error:
            self.dead_letters.send({"reason": "malformed", "faults": error.message, "event": event})
            logger.warning("event malformed", detail_type=str(event.get("detail-type"))[:50])
            return
        refused = sorted(self.references.apply(publication))
        if refused:
            self.dead_letters.send({"reason": "phone_number_not_active", "phoneNumberUuids": refused, "event": event})
        logger.info(
            "references applied",
            referrer_type=publication.referrer.type,
            version=publication.version,
            numbers=len(publication.numbers),
            refused=len(refused),
        )


def publication_from(event: Mapping[str, Any]) -> Publication:
    """Read what an event says of a workflow or an event rule; see docs/events.md.

    Raises:
        SchemaError: It is not one of the four events, or malformed.
    """
    name, _, verb = str(event.get("detail-type")).partition(".")
    if name not in (BlockerType.WORKFLOW, BlockerType.EVENT_RULE) or verb not in ("published", "deleted"):
        raise _field_error("detail-type", "is not an event that this service takes")
    kind, detail = BlockerType(name), event.get("detail")
    described = detail.get(_MEMBERS[kind]) if isinstance(detail, dict) else None
    if not isinstance(detail, dict) or not isinstance(described, dict):
        raise _field_error(f"detail.{_MEMBERS[kind]}", "must be an object")
    version = described.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise _field_error("version", "must be a whole number, counted up with each change")
    return Publication(
        referrer=_referrer(kind, detail, described),
        version=version,
        is_deletion=verb == "deleted",
        numbers=frozenset() if verb == "deleted" else _numbers(detail),
    )


def _referrer(kind: BlockerType, detail: Mapping[str, Any], described: Mapping[str, Any]) -> Referrer:
    workspace = canonical_uuid(str(detail.get("workspaceUuid")))
    if workspace is None:
        raise _field_error("workspaceUuid", "must be a UUID")
    identity = described.get("id")
    if not _is_id(identity):
        raise _field_error("id", f"must be a whole number or a text of 1 to {MAX_TEXT} characters")
    return Referrer(
        workspace_uuid=WorkspaceUuid(workspace),
        type=kind,
        id=identity,
        uuid=_text(described.get("uuid")),
        name=_text(described.get("name")),
    )


def _numbers(detail: Mapping[str, Any]) -> frozenset[NumberUuid]:
    listed = detail.get("phoneNumberUuids")
    if not isinstance(listed, list) or len(listed) > MAX_NUMBERS:
        raise _field_error("phoneNumberUuids", f"must be a list of at most {MAX_NUMBERS} UUIDs")
    uuids = {canonical_uuid(uuid) if isinstance(uuid, str) else None for uuid in listed}
    if None in uuids:
        raise _field_error("phoneNumberUuids", "must hold UUIDs only")
    return frozenset(NumberUuid(uuid) for uuid in uuids if uuid)


def _is_id(value: object) -> TypeGuard[str | int]:
    """Tell whether a key and an attribute can hold it. A number and the text of its digits are one id."""
    if isinstance(value, str):
        return 0 < len(value) <= MAX_TEXT and _encodable(value) == value
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < MAX_NUMBER


def _text(value: object) -> str | None:
    return _encodable(value[:MAX_TEXT]) if isinstance(value, str) else None


def _encodable(text: str) -> str:
    """JSON can escape half a surrogate pair, which no encoding carries on."""
    return text.encode(errors="replace").decode()


def _field_error(path: str, message: str) -> SchemaError:
    return SchemaError([FieldError((path,), message)])

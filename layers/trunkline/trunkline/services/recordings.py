"""Copying recordings whose link at the carrier ends."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from trunkline.domain.identifiers import OrganizationId, ProviderPhoneUuid
from trunkline.domain.phone_numbers import Carrier


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRecording:
    """A recording to be copied; ``url`` opens it to whoever has it."""

    organization_id: OrganizationId
    provider_phone_uuid: ProviderPhoneUuid
    carrier: Carrier
    call_id: str
    recording_id: str
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Download:
    """A file that was fetched."""

    content: bytes
    content_type: str


class RecordingNotCopiedError(Exception):
    """The file cannot be had: the link ended, or it is not one of the carrier's, or too large."""


class RecordingFiles(Protocol):
    """Where copies are kept."""

    def put(self, object_key: str, file: Download) -> None:
        """Store a copy, over the same one."""


class CopyStore(Protocol):
    """Where a call knows its copies."""

    def keep_copy(
        self, organization: OrganizationId, carrier: Carrier, call_id: str, recording_id: str, object_key: str
    ) -> None:
        """Note where the copy is."""


class Recordings:
    """The use case; may be repeated."""

    def __init__(self, fetch: Callable[[str], Download], files: RecordingFiles, store: CopyStore) -> None:
        self.fetch = fetch
        self.files = files
        self.store = store

    def copy(self, recording: WaitingRecording) -> None:
        """Copy the file and note where it is.

        Raises:
            RecordingNotCopiedError: It cannot be had.
            UnavailableError: It may be had later.
        """
        file = self.fetch(recording.url)
        object_key = f"{recording.organization_id}/{recording.provider_phone_uuid}/{recording.recording_id}"
        self.files.put(object_key, file)
        self.store.keep_copy(
            recording.organization_id, recording.carrier, recording.call_id, recording.recording_id, object_key
        )

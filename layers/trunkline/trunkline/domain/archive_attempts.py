"""A phone number's record of the latest attempt to archive it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveAttempt:
    """The latest attempt; ``number`` counts them from 1, and 0 says that there was none.

    ``failure`` is the code of the error that ended it, None unless it failed; ``failed_after_claim`` tells whether the
    number was claimed by then. ``force`` asks it to leave out the
    carrier. ``resumed`` counts the executions that died under it. ``correlation_id`` is the request that asked for it.
    ``blocked`` says that something still needed the number; what it was is stored beside the number.
    """

    number: int = 0
    force: bool = False
    resumed: int = 0
    failure: str | None = None
    failed_after_claim: bool = False
    blocked: bool = False
    correlation_id: str | None = None


NO_ATTEMPT = ArchiveAttempt()

"""The health of a number: what its carrier has, compared with what we have set.

    unknown ──checked──> healthy <──> degraded <──> broken

A number is ``broken`` when its calls or messages do not arrive, or will soon stop; ``degraded`` when they arrive and
something else is not as it was set; ``unknown`` until somebody has looked, or when the carrier did not answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from trunkline.domain.identifiers import E164, NumberUuid, OrganizationId, ProviderPhoneUuid, WorkspaceUuid
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import ConflictError

NOTHING = "nothing"


class HealthStatus(StrEnum):
    """What a number is; the same words for each of its checks, of which ``healthy`` is one that holds."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    BROKEN = "broken"
    UNKNOWN = "unknown"


# The worst first.
_BY_WEIGHT = (HealthStatus.BROKEN, HealthStatus.DEGRADED, HealthStatus.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at; nothing secret is in its texts."""

    name: str
    status: HealthStatus
    expected: str
    actual: str
    hint: str = ""
    # Whether somebody has put there what stands there; known to who has looked, and not kept.
    is_somebody_elses: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting of a number at its carrier as we have set it, and as it stands there; "" is what is not set."""

    name: str
    expected: str
    actual: str

    @property
    def is_as_set(self) -> bool:
        """Whether nobody has changed it."""
        return self.expected == self.actual

    @property
    def is_somebody_elses(self) -> bool:
        """Whether something stands there that we have not put there: a person may have meant it."""
        return not self.is_as_set and self.actual != ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is known of a number, and since when; ``checked_at`` is None for one that nobody has looked at."""

    checks: Sequence[Check]
    checked_at: datetime | None = None

    @property
    def status(self) -> HealthStatus:
        """The worst of its checks; without any nothing is known."""
        found = {check.status for check in self.checks}
        if not found:
            return HealthStatus.UNKNOWN
        return next((status for status in _BY_WEIGHT if status in found), HealthStatus.HEALTHY)

    @property
    def is_all_right(self) -> bool:
        """Tell whether there is nothing to do."""
        return self.status is HealthStatus.HEALTHY

    @property
    def is_lost(self) -> bool:
        """Whether the account has the number no more."""
        return any(check.name == "owned" and check.status is HealthStatus.BROKEN for check in self.checks)


_REPAIR = "Repair sets it again."
_TAKE_OVER = (
    "It was set to something else. Repair with takeOver=true sets it again and keeps what stands there for the archive."
)
# What is worth less than calls and messages, by its name.
_LESSER = frozenset({"callStatus", "callFallback", "messageFallback", "capabilities"})
BEYOND_REPAIR = frozenset({"owned", "credentials", "messagingService"})
# What differs without anybody's having set it: the carrier says so.
_NOBODYS = BEYOND_REPAIR | {"boughtAnew", "capabilities"}
_HINTS = {
    "messagingService": (
        "Messages to a number of this Messaging Service go to the service. Take the number out of it, or have the"
        " service use the numbers' own webhooks: repair does neither, because campaigns hang on the membership."
    ),
    "boughtAnew": "The number was cancelled and bought again. Repair sets it up as the new number that it is.",
    "capabilities": "Repair takes over what the carrier says the number can do.",
}


def check_of(setting: Setting, *, token: str = "") -> Check:
    """Check a setting; ``token`` is the secret part of our URLs."""
    status = HealthStatus.HEALTHY
    hint = ""
    if not setting.is_as_set:
        status = HealthStatus.DEGRADED if setting.name in _LESSER else HealthStatus.BROKEN
        hint = _HINTS.get(setting.name) or (_TAKE_OVER if setting.is_somebody_elses else _REPAIR)
    return Check(
        name=setting.name,
        status=status,
        expected=masked(setting.expected, token) or NOTHING,
        actual=masked(setting.actual, token) or NOTHING,
        hint=hint,
        is_somebody_elses=setting.is_somebody_elses and setting.name not in _NOBODYS,
    )


def checks_of(settings: Iterable[Setting], *, token: str = "") -> list[Check]:
    """Check the settings of a number that the account owns."""
    return [owned_check(is_owned=True), *(check_of(setting, token=token) for setting in settings)]


def owned_check(*, is_owned: bool) -> Check:
    """Check that the account has the number."""
    if is_owned:
        return Check(name="owned", status=HealthStatus.HEALTHY, expected="owned", actual="owned")
    return Check(
        name="owned",
        status=HealthStatus.BROKEN,
        expected="owned",
        actual="not in the account",
        hint="The carrier does not know the number in this account. Buy it back or move it back, or archive it here.",
    )


def credentials_check(*, are_stored: bool) -> Check:
    """Return the check of a number whose account's credentials do not work."""
    return Check(
        name="credentials",
        status=HealthStatus.BROKEN,
        expected="accepted by the carrier",
        actual="refused by the carrier" if are_stored else "not stored",
        hint="Store credentials that work: trunkline carriers rotate.",
    )


def webhooks_check(published: str) -> Check:
    """Check the webhooks of a linked number, by our own record."""
    hints = {
        "pending": "They are being set; the cleanup ends that within minutes.",
        "detached": "Repair sets them.",
        "none": "The number has no account at a carrier here: register or import it.",
    }
    is_set = published == "attached"
    return Check(
        name="webhooks",
        status=HealthStatus.HEALTHY if is_set else HealthStatus.BROKEN,
        expected="attached",
        actual=published,
        hint=hints.get(published, ""),
    )


def unlinked_check() -> Check:
    """Return the check of a number that no provider phone serves."""
    return Check(
        name="providerPhone",
        status=HealthStatus.UNKNOWN,
        expected="linked",
        actual=NOTHING,
        hint="Link the number to a provider phone: without one it is only reserved.",
    )


def unanswered_check() -> Check:
    """Return the check of a number whose carrier did not answer."""
    return Check(
        name="carrier",
        status=HealthStatus.UNKNOWN,
        expected="an answer",
        actual=NOTHING,
        hint="The carrier did not answer. Ask again in a while.",
    )


def masked(text: str, token: str = "") -> str:
    """Return a setting without its secrets: our URLs' token, and of others' URLs all but their host."""
    if token and token in text:
        return text.replace(token, "***")
    method, space, url = text.rpartition(" ")
    if "://" not in url:
        return text
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return f"{method}{space}{url.partition(':')[0]}://{host}/..."


def to_repair(checks: Iterable[Check]) -> list[Check]:
    """Return the failed checks that repair can set right."""
    return [check for check in checks if check.status is not HealthStatus.HEALTHY and check.name not in BEYOND_REPAIR]


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRecord:
    """What is kept of a number that is not healthy, or was not; of one that always was nothing is."""

    organization_id: OrganizationId
    carrier: Carrier
    account_id: str
    phone_uuid: ProviderPhoneUuid
    phone_number: E164
    workspace_uuid: WorkspaceUuid | None
    number_uuid: NumberUuid | None
    health: Health
    checked_at: datetime
    # When its status changed last.
    changed_at: datetime
    # Of a broken one, when it was last known not to be; None when nobody had looked before.
    worked_at: datetime | None = None


class SomebodyElsesSettingError(ConflictError):
    """What stands at the carrier in place of ours was set by somebody, who may have meant it."""

    code = "somebody_elses_setting"

    def __init__(self, checks: Iterable[str] = ("calls",)) -> None:
        super().__init__(
            f"Somebody has set something else at the carrier ({', '.join(checks)}). takeOver=true replaces it and keeps"
            " it for the archive"
        )

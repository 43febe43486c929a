"""Every refusal that a caller can meet, as one tree.

TrunklineError
├── SchemaError                      the request cannot be read as what the route takes
│   └── InvalidJsonError             its body is not even JSON
├── RuleError                        readable, but against a rule of the domain
│   └── CustomFieldsError            custom fields that the organisation has not, or not of that type
├── BodyTooLargeError
├── UnsupportedMediaTypeError
├── UnauthenticatedError             no credential, or not a valid one
├── ForbiddenError                   a valid credential without the scope
├── NotFoundError                    absent, or another tenant's: the two cannot be told apart
│   └── RelatedNotFoundError         the record that a document refers to, not the one that the path names
├── ConflictError                    true now, may be different later
│   ├── DuplicateContactError
│   ├── DuplicateNumberError
│   ├── DuplicatePhoneError
│   ├── ProviderPhoneTakenError
│   ├── ProviderPhoneInQuarantineError
│   ├── ArchiveRefusedError           it has ended without the number being archived (domain/blockers.py)
│   │   ├── ArchiveBlockedError       something still needs the number
│   │   └── ArchiveFailedError        the carrier or the service did not do its part
│   ├── SomebodyElsesSettingError     a person's setting at the carrier stands in the way (domain/health.py)
│   ├── PhoneNumberExistsError        the organisation's Zudu record of the number
│   ├── NumberArchivingError          an archive workflow holds the number
│   └── RequestInFlightError
├── DuplicateRegistrationError       this user has registered this number
├── ForgedWebhookError               an event without its carrier's signature
├── IdempotencyKeyReusedError
├── CarrierError                     what a carrier answered, whichever carrier it was
│   ├── CarrierRefusedError          no: credentials, ownership, a suspended account; asking again is no use
│   │   └── NumberNotOwnedError      the account has no such number
│   ├── WebhookSetupError            the number is the caller's, but its webhooks could not be set
│   ├── CarrierUnavailableError      not now: a timeout, 429 or 5xx; asking again is right
│   └── CarrierGoneError             the carrier does not know the number any more
└── UnavailableError                 ours or the store's; a retry is right

Each leaf fixes ``code`` (stable, for programs) and ``status`` (HTTP). A dialect may print another status, and
renders the rest its own way, once, at the edge (``trunkline.http``). No message holds a secret, a full phone number
or a part of a body.
"""

from collections.abc import Sequence
from typing import NamedTuple


class TrunklineError(Exception):
    """Base of every error that is an answer rather than a bug."""

    code = "internal_error"
    status = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class FieldError(NamedTuple):
    """One thing that is wrong with a request: where, and what to do about it.

    ``path`` starts with the part of the request when that is not the body: ``("query", "limit")``.
    """

    path: tuple[str | int, ...]
    message: str

    def __str__(self) -> str:
        # A member of the body is named as the rules of the domain name it.
        named = self.path[1:] if self.path[:1] == ("body",) and len(self.path) > 1 else self.path
        where = ".".join(str(part) for part in named)
        return f"{where}: {self.message}" if where else self.message


class SchemaError(TrunklineError):
    """The request is not of the shape that the route takes; ``faults`` names each member."""

    code = "schema_error"
    status = 422

    def __init__(self, field_errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(str(field_error) for field_error in field_errors))
        self.field_errors = tuple(field_errors)


class InvalidJsonError(SchemaError):
    """The body is empty or not JSON."""

    code = "invalid_json"


class RuleError(TrunklineError):
    """A rule of the domain is broken; ``member`` is the member of the request to change."""

    code = "rule_broken"
    status = 400

    def __init__(self, member: str, message: str) -> None:
        super().__init__(f"{member}: {message}")
        self.member = member


class CustomFieldFault(NamedTuple):
    """One custom field of a request that does not fit: which, what of it, and the JSON type that fits."""

    position: int
    member: str
    message: str
    expected_type: str


class CustomFieldsError(RuleError):
    """Custom fields of the request are not fields of the organisation, or not of their types."""

    code = "invalid_custom_fields"

    def __init__(self, field_errors: Sequence[CustomFieldFault]) -> None:
        super().__init__("customFields", "some items are not custom fields of the organisation or not of their types")
        self.field_errors = tuple(field_errors)


class BodyTooLargeError(TrunklineError):
    """The body is over the limit that holds for every route."""

    code = "body_too_large"
    status = 413


class UnsupportedMediaTypeError(TrunklineError):
    """The body is declared as something else than JSON in UTF-8."""

    code = "unsupported_media_type"
    status = 415


class UnauthenticatedError(TrunklineError):
    """The credential is missing, malformed, unknown, revoked or expired; which of these is not told."""

    code = "unauthenticated"
    status = 401

    def __init__(self) -> None:
        super().__init__("Missing or invalid credentials")


class ForbiddenError(TrunklineError):
    """The credential is valid but lacks the scope that the route asks for."""

    code = "forbidden"
    status = 403

    def __init__(self, scope: str) -> None:
        super().__init__(f"This action requires the {scope} scope")


class NotFoundError(TrunklineError):
    """No such record for this caller."""

    code = "not_found"
    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} not found")
        self.what = what


class RelatedNotFoundError(NotFoundError):
    """A document refers to a record that does not exist; ``member`` is the reference."""

    def __init__(self, what: str, member: str) -> None:
        super().__init__(what)
        self.member = member


class ConflictError(TrunklineError):
    """The request contradicts the present state of a record."""

    code = "conflict"
    status = 409


class DuplicateNumberError(ConflictError):
    """The workspace already has this number, live."""

    code = "duplicate_number"

    def __init__(self, existing_id: int) -> None:
        super().__init__(f"This workspace already has this number as phone number {existing_id}")
        self.existing_id = existing_id


class DuplicateContactError(ConflictError):
    """The organisation has another contact of the same source and external ID."""

    code = "duplicate_contact"

    def __init__(self, existing_id: str) -> None:
        super().__init__(f"A contact with the same source and external ID already exists: {existing_id}")
        self.existing_id = existing_id


class DuplicatePhoneError(ConflictError):
    """The workspace has, or had, a phone record with this id."""

    code = "phone_already_exists"

    def __init__(self) -> None:
        super().__init__("A phone with this data.id exists already; ids of deleted phones are not used again")


class ProviderPhoneTakenError(ConflictError):
    """The provider phone is assigned to another workspace or linked to another phone number."""

    code = "provider_phone_taken"

    def __init__(self) -> None:
        super().__init__("providerPhoneUuid: this provider phone is in use by another phone number or workspace")


class NumberElsewhereError(ProviderPhoneTakenError):
    """Another organisation has registered the provider phone's number since it was archived here."""


class ProviderPhoneInQuarantineError(ConflictError):
    """The provider phone is in quarantine after an archive, and is not offered again yet."""

    code = "provider_phone_in_quarantine"

    def __init__(self) -> None:
        super().__init__("providerPhoneUuid: this provider phone was released recently and is still in quarantine")


class PhoneNumberExistsError(ConflictError):
    """The organisation already has a record of this number; the number itself is its id."""

    code = "phone_number_exists"

    def __init__(self) -> None:
        super().__init__("Phone number already exists in this organization; change it with PATCH, or DELETE it first")


class NumberArchivingError(ConflictError):
    """The number is being archived: nothing new may need it until that has ended."""

    code = "phone_number_archiving"

    def __init__(self) -> None:
        super().__init__("This phone number is being archived; no agent can be assigned until that has ended")


class RequestInFlightError(ConflictError):
    """A request with the same idempotency key has not ended yet."""

    code = "request_in_flight"

    def __init__(self) -> None:
        super().__init__("A request with this Idempotency-Key is still in progress")


class IdempotencyKeyReusedError(TrunklineError):
    """The idempotency key was first sent with another request."""

    code = "idempotency_key_reused"
    status = 422

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used with a different request")


class DuplicateRegistrationError(TrunklineError):
    """The user has registered the number already."""

    code = "duplicate_registration"
    status = 400

    def __init__(self) -> None:
        super().__init__("Phone number already exists for this user")


class ForgedWebhookError(TrunklineError):
    """The event is not signed, or not with the account's secret over the URL that the carrier was given."""

    code = "forged_webhook"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "The signature does not match; check that the carrier calls the URL that was set for the number"
        )


class CarrierError(TrunklineError):
    """A carrier did not do what it was asked."""

    code = "carrier_error"


class CarrierRefusedError(CarrierError):
    """The carrier said no, and will say so again: credentials, ownership or account."""

    code = "carrier_refused"
    status = 400


class CredentialsRefusedError(CarrierRefusedError):
    """The carrier does not take the credentials; or another organisation has registered the number with them.

    One text for both: who tries accounts and numbers learns of nobody that he is a customer.
    """

    def __init__(self, carrier: str, *, is_forbidden: bool = False) -> None:
        super().__init__(f"{carrier} refused the credentials")
        # They are good, and not for what was asked.
        self.is_forbidden = is_forbidden


class NumberNotOwnedError(CarrierRefusedError):
    """The account is in order and has no such number: never had it, or has it no more."""


class WebhookSetupError(CarrierError):
    """The carrier let us look at the number but not set its webhooks; what was set has been, or will be, restored."""

    code = "webhook_setup_failed"


class CarrierUnavailableError(CarrierError):
    """The carrier did not answer in time, or asked to be left alone for ``retry_after_seconds``."""

    code = "carrier_unavailable"

    def __init__(self, message: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class CarrierThrottledError(CarrierUnavailableError):
    """The carrier is there and asks for patience: the account calls it too often (429)."""


class NumberBusyError(CarrierUnavailableError):
    """Another request is changing the number at its carrier; it ends within its own deadline."""

    code = "number_busy"

    def __init__(self) -> None:
        super().__init__("The number is being changed by another request")


class CarrierGoneError(CarrierError):
    """The carrier does not know the number any more."""

    code = "carrier_gone"


class BusyError(TrunklineError):
    """The same request may do in a second, and the response says so."""


class TooManyRequestsError(BusyError):
    """The credential calls more often than it may."""

    code = "too_many_requests"
    status = 429

    def __init__(self) -> None:
        super().__init__("Too many requests with this credential; try again in a second")


class UnavailableError(BusyError):
    """The store did not answer in time, or too many writers raced; a retry is right."""

    code = "unavailable"
    status = 503

    def __init__(self) -> None:
        super().__init__("The service is busy; try again shortly")

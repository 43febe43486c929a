"""People, companies and workspaces as documents of the Well API name and include them."""

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from trunkline.http.texts import SPACES


def matching(pattern: str, issue: str) -> Callable[[str], str]:
    """A check of text against a pattern, with words of our own: pydantic's would quote the pattern."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(issue)
        return text

    # For the API document.
    check.pattern = f"^{pattern}$"  # type: ignore[attr-defined]
    return check


# No name has control characters, and in JSON they grow sixfold.
plain = matching(r"[^\x00-\x1f\x7f]*", "should have no control characters")
lines = matching(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*", "should have no control characters but tabs and line ends")
# As the vendor's example has it, without a scheme, or with one of the web's two.
domain = matching(
    rf"(https?://)?[^:/@{SPACES}]+(:[0-9]+)?(/[^{SPACES}]*)?", "should be a domain name or an http or https address"
)
address = matching(rf"[^@{SPACES}]+@[^@{SPACES}]+", "should be an email address")
graphic = matching(r"[\x21-\x7e]*", "should have printable ASCII characters only, and no spaces")

Text255 = Annotated[str, StringConstraints(max_length=255), AfterValidator(plain)] | None
Prose = Annotated[str, StringConstraints(max_length=1000), AfterValidator(lines)] | None
Website = Annotated[str, StringConstraints(max_length=255), AfterValidator(domain)] | None
Email = Annotated[str, StringConstraints(max_length=255), AfterValidator(address)] | None
ResourceId = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(graphic)]


class RequestModel(BaseModel):
    """No type coerced, members that are not known ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class PersonReference(RequestModel):
    """The relationship is ``persons``, its resources' type ``people``."""

    type: Literal["people"]
    id: ResourceId


class CompanyReference(RequestModel):
    """A company, by its id."""

    type: Literal["company"]
    id: ResourceId


class WorkspaceReference(RequestModel):
    """A workspace, by its UUID or by an alias."""

    type: Literal["workspace"]
    id: ResourceId


class PersonAttributes(RequestModel):
    """What is said of a person."""

    first_name: Text255 = None
    last_name: Text255 = None
    full_name: Text255 = None
    email: Email = None


class CompanyAttributes(RequestModel):
    """What is said of a company."""

    name: Text255 = None
    description: Prose = None
    locale: Text255 = None
    domain_name_primary_link_url: Website = None


class WorkspaceAttributes(RequestModel):
    """What is said of a workspace."""

    name: Text255 = None
    description: Prose = None
    avatar_color: Text255 = None
    external_workspace_id: ResourceId | None = None
    auto_extract_enabled: bool | None = None


class IncludedPerson(PersonReference):
    """A person to store with the phone."""

    attributes: Annotated[PersonAttributes, Field(default_factory=PersonAttributes)]


class IncludedCompany(CompanyReference):
    """A company to store with the phone."""

    attributes: Annotated[CompanyAttributes, Field(default_factory=CompanyAttributes)]


class IncludedWorkspace(WorkspaceReference):
    """A workspace to store with the phone."""

    attributes: Annotated[WorkspaceAttributes, Field(default_factory=WorkspaceAttributes)]


def _type(resource: Any) -> str | None:
    """The resource type that a member of ``included`` claims, when it is one at all."""
    claimed = resource.get("type") if isinstance(resource, dict) else None
    return claimed if isinstance(claimed, str) else None


Included: TypeAlias = Annotated[
    Annotated[IncludedPerson, Tag("people")]
    | Annotated[IncludedCompany, Tag("company")]
    | Annotated[IncludedWorkspace, Tag("workspace")],
    # By a function, because only so the message can be ours: pydantic's own repeats what was sent.
    Discriminator(
        _type,
        custom_error_type="unknown_resource_type",
        custom_error_message="should be a resource of type 'people', 'company' or 'workspace'",
    ),
]

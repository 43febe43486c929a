"""Answer documents: TwiML and Plivo XML."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from tools.sandbox.courier import Reply

# A document that leads to a document that leads to a document.
_MAX_DOCUMENTS = 10

# What a simulated call lasts, and a recording in it.
CALL_SECONDS = 42
RECORDING_SECONDS = 12


class DocumentError(Exception):
    """It is no answer document; the message says why."""


@dataclass(frozen=True)
class Document:
    """An answer document and where it came from, which its relative URLs start from."""

    verbs: list[ET.Element]
    url: str


class Call(Protocol):
    """What carrying out a document needs to know of a call."""

    notes: list[str]
    is_over: bool


_Call = TypeVar("_Call", bound=Call)

# Carries out a verb of a document at a URL and gives the document that takes its place, if one does.
Verb = Callable[[_Call, ET.Element, str], Document | None]


def verbs(text: str) -> list[ET.Element]:
    """Return the verbs of a document; an empty body is an empty document.

    Raises:
        DocumentError: it is not XML, or not a `<Response>`.
    """
    if not text.strip():
        return []
    if "<!DOCTYPE" in text:
        raise DocumentError("the document has a DOCTYPE")
    try:
        root = ET.fromstring(text)  # noqa: S314 - no entities without a DOCTYPE
    except ET.ParseError as error:
        raise DocumentError(f"the document is not XML: {error}") from None
    if root.tag != "Response":
        raise DocumentError("the document is not a <Response>")
    return list(root)


class Reader:
    """Reads the documents of one call, and notes what is wrong with them."""

    def __init__(self, notes: list[str]) -> None:
        self._notes = notes
        self._count = 0

    def read(self, event: str, reply: Reply, url: str) -> Document | None:
        """Return the document in a reply; None when there is none, or when there were too many before."""
        self._count += 1
        if self._count > _MAX_DOCUMENTS:
            self._notes.append(f"{event}: too many documents")
        elif not reply.is_ok:
            self._notes.append(f"{event}: {reply.error or f'status {reply.status}'}")
        else:
            try:
                return Document(verbs(reply.text), url)
            except DocumentError as error:
                self._notes.append(f"{event}: {error}")
        return None


def perform(call: _Call, document: Document | None, known: Mapping[str, "Verb[_Call]"]) -> None:
    """Do what the document says, and those that it leads to, until the call ends."""
    while document is not None and not call.is_over:
        document = _performed(call, document, known)


def _performed(call: _Call, document: Document, known: Mapping[str, "Verb[_Call]"]) -> Document | None:
    for verb in document.verbs:
        if verb.tag not in known:
            call.notes.append(f"<{verb.tag}> is not carried out")
            continue
        replacement = known[verb.tag](call, verb, document.url)
        if replacement is not None or call.is_over:
            return replacement
    return None


def dials(document: Sequence[ET.Element]) -> bool:
    """Tell whether the document forwards the call."""
    return any(verb.tag == "Dial" for verb in document)


def attribute_url(verb: ET.Element, name: str, current: str) -> str | None:
    """Return the URL in an attribute, absolute; None when there is none."""
    value = verb.get(name, "").strip()
    return urljoin(current, value) if value else None


def method_of(verb: ET.Element, name: str) -> str:
    """Return the HTTP method in an attribute."""
    return "GET" if verb.get(name, "POST").upper() == "GET" else "POST"

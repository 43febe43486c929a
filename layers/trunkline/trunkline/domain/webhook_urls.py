"""The URLs that a client may have its events sent to.

A URL is checked by its text, in every spelling that some client library takes for an address. Only a delivery knows
what a host's name resolves to, so it has to check that again.
"""

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import SplitResult, urlsplit

from trunkline.errors import RuleError

MAX_URL_LENGTH = 2048
_HTTPS_PORT = 443

# A backslash is a slash to browsers and a part of the name to others; a space or control character ends some parsers.
_PRINTABLE = re.compile(r"[!-\[\]-~]+")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_MAX_HOST_LENGTH = 253
# WHATWG URL, "ends in a number checker", read 2026-11-21: such a host is an IPv4 address or nothing.
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Names that are somebody's inside: RFC 6761 and 6762, ICANN's reserved .internal (with it Google's metadata server).
_INSIDE = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "arpa")
# Public by its range, but Azure's metadata and agent address, read 2026-11-21.
_METADATA = frozenset({IPv4Address("168.63.129.16")})
# Ranges that older versions of ``ipaddress`` call global, and those that carry an IPv4 address in the last 32 bits.
_NOT_GLOBAL_V4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
_NOT_GLOBAL_V6 = (IPv6Network("64:ff9b:1::/48"), IPv6Network("5f00::/16"), IPv6Network("3fff::/20"))
_IPV4_AT_THE_END = (IPv6Network("::/96"), IPv6Network("::ffff:0:0:0/96"), IPv6Network("64:ff9b::/96"))


def check_webhook_url(url: str, *, member: str) -> None:
    """Accept ``https`` to a public host, on any port.

    Raises:
        RuleError: Another scheme, a user's name, or a host that is private, loopback, link-local or a metadata
            service by its text. The URL is not repeated.
    """
    parts = _split(url)
    if parts is None or parts.scheme != "https":
        raise RuleError(member, f"must be an https:// URL of at most {MAX_URL_LENGTH} printable ASCII characters")
    if "@" in parts.netloc:
        raise RuleError(member, "must not hold a user name or password")
    if not _is_public(parts.hostname or ""):
        raise RuleError(member, "must name a public host, not a private, loopback, link-local or metadata address")


def check_receiver_url(url: str, *, member: str, ports: Collection[int], may_be_loopback: bool) -> None:
    """Accept what a receiver's URL may be: ``https`` to a public host on one of the ports.

    With ``may_be_loopback``, as on a developer's machine, ``http://127.0.0.1:PORT`` too.

    Raises:
        RuleError: It is another one. The URL is not repeated.
    """
    if may_be_loopback and is_loopback_url(url):
        return
    check_webhook_url(url, member=member)
    parts = _split(url)
    if parts is None or (parts.port or _HTTPS_PORT) not in ports:
        raise RuleError(member, f"must have one of the ports {', '.join(str(port) for port in sorted(ports))}")


def is_loopback_url(url: str) -> bool:
    """Tell whether the URL leads to a program on this machine, in the one spelling that is allowed."""
    parts = _split(url)
    return parts is not None and parts.scheme == "http" and parts.netloc == f"127.0.0.1:{parts.port}"


def is_public_address(address: str) -> bool:
    """Tell whether an IP address, as a resolver writes it, is public."""
    return _is_public(address.partition("%")[0]) and "%" not in address


def _split(url: str) -> SplitResult | None:
    if len(url) > MAX_URL_LENGTH or not _PRINTABLE.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # brackets that do not match, a port that is none
        return None
    return parts if port != 0 else None


def _is_public(host: str) -> bool:
    if ":" in host:
        return _is_public_ipv6(host)
    host = host.removesuffix(".")
    labels = host.split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        address = _ipv4(labels)
        return address is not None and _is_public_ipv4(address)
    is_name = len(host) <= _MAX_HOST_LENGTH and all(_LABEL.fullmatch(label) for label in labels)
    # One label alone is looked up in whatever domain the sender happens to be in.
    return is_name and len(labels) > 1 and labels[-1] not in _INSIDE


def _ipv4(labels: list[str]) -> IPv4Address | None:
    """Parse an address as ``inet_aton`` does: one to four parts, decimal, octal or hex; the last one fills up."""
    try:
        *high, last = [_part(label) for label in labels]
    except ValueError:
        return None
    free_bytes = 4 - len(high)
    if free_bytes < 1 or any(part > 0xFF for part in high) or last >= 256**free_bytes:  # noqa: PLR2004 - a byte
        return None
    return IPv4Address(int.from_bytes(bytes(high), "big") * 256**free_bytes + last)


def _part(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") and label != "0" else 10)


def _is_public_ipv4(address: IPv4Address) -> bool:
    if address in _METADATA or any(address in network for network in _NOT_GLOBAL_V4):
        return False
    return address.is_global and not address.is_multicast


def _is_public_ipv6(text: str) -> bool:
    try:
        address = IPv6Address(text)
    except ValueError:
        return False
    if address.scope_id or any(address in network for network in _NOT_GLOBAL_V6):
        return False
    embedded = _embedded_ipv4(address)
    if embedded:
        return all(_is_public_ipv4(ipv4) for ipv4 in embedded)
    return address.is_global and not address.is_multicast and not address.is_site_local


def _embedded_ipv4(address: IPv6Address) -> list[IPv4Address]:
    """Return the IPv4 addresses that packets to an IPv6 address may end up at."""
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address.sixtofour]
    if address.teredo:
        return list(address.teredo)
    if any(address in network for network in _IPV4_AT_THE_END):
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    return []

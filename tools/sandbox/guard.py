"""Which requests are served at all: those of programs on this machine, not those of web pages."""

from urllib.parse import urlsplit

from tools.sandbox.wire import Request

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback(host: str | None) -> bool:
    """Tell whether a host name can only mean this machine (names below .localhost never leave it: RFC 6761)."""
    return host is not None and (host.lower() in _LOOPBACK or host.lower().endswith(".localhost"))


def is_foreign(request: Request) -> bool:
    """Tell whether the Host is not this machine's, as after DNS rebinding, or a web page of elsewhere asks."""
    origin = request.headers.get("origin")
    return not is_loopback(_host_name(f"//{request.headers.get('host', '')}")) or (
        origin is not None and origin.partition("://")[2] != request.headers.get("host")
    )


def _host_name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None

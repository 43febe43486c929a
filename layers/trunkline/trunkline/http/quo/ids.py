"""Ids in the paths of Quo's API."""

from trunkline.domain.provider_phones import Carrier
from trunkline.domain.quo import parse_event_id
from trunkline.errors import NotFoundError
from trunkline.http.messages import Request


def event_of(request: Request, parameter: str, what: str) -> tuple[Carrier, str]:
    """Return the carrier and its id of the call or message that the path names.

    Raises:
        NotFoundError: Nothing can have this id.
    """
    found = parse_event_id(request.path_parameters[parameter])
    if found is None:
        raise NotFoundError(what)
    return found

"""Where carriers reach this API."""

from trunkline.http.messages import Request
from trunkline.settings import settings


def webhook_base_url(request: Request) -> str:
    """The address to give to carriers: the configured one, else that under which API Gateway was called.

    API Gateway answers on its own domains only, so a client cannot make this another's address.
    """
    return settings().webhook_base_url or (f"https://{request.domain}{request.stage_path}" if request.domain else "")

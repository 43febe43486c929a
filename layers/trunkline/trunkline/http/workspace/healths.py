"""The health of numbers as the workspace API prints it."""

import json
from typing import TYPE_CHECKING

from trunkline.domain.health import Check
from trunkline.domain.timestamps import to_iso
from trunkline.http.messages import Response
from trunkline.services.number_health import NumberHealth

if TYPE_CHECKING:
    from trunkline.http.workspace.responses import HealthCheckView, NumberHealthResponse


def health_view(number: NumberHealth) -> "NumberHealthResponse":
    """Write a number with what is known of its health."""
    health = number.health
    return {
        "uuid": number.uuid,
        "phoneNumber": number.phone_number,
        "status": health.status,
        "checkedAt": to_iso(health.checked_at) if health.checked_at else None,
        "checks": [_check_view(check) for check in health.checks],
    }


def health_response(number: NumberHealth) -> Response:
    """Respond with a number's health as the whole body."""
    return Response(200, json.dumps(health_view(number)))


def _check_view(check: Check) -> "HealthCheckView":
    return {
        "name": check.name,
        "status": check.status,
        "expected": check.expected,
        "actual": check.actual,
        "hint": check.hint,
    }

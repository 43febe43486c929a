"""What becomes of a provider phone once no number is linked to it."""

from datetime import timedelta

from trunkline.domain.provider_phones import ReleasePolicy
from trunkline.settings import release_settings


def release_policy() -> ReleasePolicy:
    """Tell how long a released provider phone rests, and may stay unused in the pool."""
    days = release_settings()
    return ReleasePolicy(
        quarantine=timedelta(days=days.quarantine_days), idle_limit=timedelta(days=days.pool_idle_days)
    )

"""Clients of AWS services, one of each per warm environment."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from botocore.config import Config
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.session import Session


class _HostsOfRegions(Loader):
    """botocore's descriptions of AWS without the rules that give each call its host.

    A service without rules has one host in a region, which is looked up once: a sixteenth of each call's processor
    time. Buckets have hosts of their own, and so have the endpoints for FIPS and IPv6.
    """

    def load_data_with_path(self, name: str) -> Any:
        """Tell the endpoints of regions by botocore's 7 KB about partitions.

        Its list of all services' endpoints has 1.2 MB: 22 ms of each start, and 8 MB of memory. What it adds is of
        services that are not called, or of the time before a service had the host that is its own.
        """
        if name != "endpoints":
            return super().load_data_with_path(name)
        found, path = super().load_data_with_path("partitions")
        return {"version": 3, "partitions": [_endpoints_of(each) for each in found["partitions"]]}, path

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        if type_name == "endpoint-rule-set-1" and service_name != "s3":
            raise UnknownServiceError(service_name=service_name, known_service_names="s3")
        return super().load_service_model(service_name, type_name, api_version)


def _endpoints_of(partition: Mapping[str, Any]) -> dict[str, Any]:
    """Return what botocore's list of endpoints says of a partition, without its services."""
    return {
        "partition": partition["id"],
        "dnsSuffix": partition["outputs"]["dnsSuffix"],
        "regionRegex": partition["regionRegex"],
        "regions": partition["regions"],
        "defaults": {"hostname": "{service}.{region}.{dnsSuffix}", "protocols": ["https"], "signatureVersions": ["v4"]},
        "services": {},
    }


@lru_cache(maxsize=1)
def session() -> Session:
    """Return the session of all clients: one for each would cost 10 ms of every cold start."""
    made = Session()
    if not (made.get_config_variable("use_fips_endpoint") or made.get_config_variable("use_dualstack_endpoint")):
        made.register_component("data_loader", _HostsOfRegions())
    return made


@lru_cache(maxsize=8)
def client(service: str, *, connect_seconds: float = 1, read_seconds: float = 3, attempts: int = 3) -> Any:
    """Return the service's client, which gives up after a few seconds unless told otherwise."""
    config = Config(
        connect_timeout=connect_seconds,
        read_timeout=read_seconds,
        retries={"mode": "standard", "total_max_attempts": attempts},
        # Our types hold what it checks, and the service checks it again: a tenth of a transaction's CPU.
        parameter_validation=False,
        # botocore composes its own out of thirty parts, twice a call.
        user_agent="trunkline",
        # Links name the host of the region: the global one redirects to it, which a signed link does not survive.
        s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
        signature_version="s3v4" if service == "s3" else None,
    )
    return session().create_client(service, config=config)


def fail_fast_client(service: str) -> Any:
    """Return the service's client for callers that somebody waits for: one attempt, a second in all."""
    return client(service, connect_seconds=0.4, read_seconds=0.6, attempts=1)

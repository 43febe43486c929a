"""All of the service in process: its table and queues in moto, its carriers in the sandbox, its workflow in moto."""

from tests.carriers.conftest import _sandbox, carriers, line_of, post, ringing, service, weya

__all__ = ["_sandbox", "carriers", "line_of", "post", "ringing", "service", "weya"]

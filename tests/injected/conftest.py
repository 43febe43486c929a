from tests.carriers.conftest import _sandbox, carriers, line_of, post, service, weya

__all__ = ["_sandbox", "carriers", "line_of", "post", "service", "weya"]

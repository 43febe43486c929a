"""Where the local stack keeps its files, and what it was asked to do."""

from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

REGION = "us-east-1"

# The one that AWS's imitations are usually found at.
DEFAULT_PORT = 4566
# The API is below this path of the same port, whatever id it has.
API_PATH = "/trunkline"

# The emulator takes any credentials; these are its root identity when AUTH=true.
ACCESS_KEY_ID = "test"
SECRET_ACCESS_KEY = "test"  # noqa: S105 - the emulator's fixed value guards nothing


@dataclass(frozen=True)
class Settings:
    """One request to start the stack."""

    root: Path = REPOSITORY
    template_name: str = "template.yaml"
    stack_name: str = "trunkline"
    port: int = 0
    # A second address of this machine, which containers reach; none unless asked for.
    also_bind: str = ""
    reset: bool = False
    seed_module: str = "tools.stack.demo"
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def template(self) -> Path:
        """The SAM template to deploy."""
        return self.root / self.template_name

    @property
    def local(self) -> Path:
        """The git-ignored folder of everything below."""
        return self.root / ".local"

    @property
    def data(self) -> Path:
        """What survives a restart: the emulator's state and its S3 objects."""
        return self.local / "data"

    @property
    def cache(self) -> Path:
        """Built layers and unpacked code; may be deleted at any time."""
        return self.local / "cache"

    @property
    def logs(self) -> Path:
        """One log file per process."""
        return self.local / "logs"

    @property
    def stack_file(self) -> Path:
        """The description of the running stack, there only while it runs."""
        return self.local / "stack.json"

    @property
    def shell_file(self) -> Path:
        """The same for a shell, of the first demo tenant; it comes and goes with the description."""
        return self.local / "demo.sh"

    @property
    def lock_file(self) -> Path:
        """Locked by the supervisor for as long as it lives."""
        return self.local / "stack.lock"

    @property
    def api_urls_file(self) -> Path:
        """The URLs that the API has had, a line each, the last one now: what carriers were told leads there still."""
        return self.data / "api_urls"

    @property
    def port_file(self) -> Path:
        """The last port, taken again when it is free, so that saved URLs go on working; it outlives a reset."""
        return self.local / "port"

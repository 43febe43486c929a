"""A development server that imitates the used part of three carriers' REST APIs, with state, on loopback.

`docs/carrier-sandbox.md` says what it does, and which of it nobody has verified with a real account.
"""

from tools.sandbox.sandbox import Sandbox, start

__all__ = ["Sandbox", "start"]

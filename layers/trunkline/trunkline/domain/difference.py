"""Find what is in only one of two sets, when both are too large to be held.

Each member is folded into three of a number of cells. A member of both sets is folded twice and cancels out. A cell in
which one member is left tells it; removing it from its other cells uncovers the next one (an invertible Bloom look-up
table: Eppstein, Goodrich, Uyeda and Varghese, "What's the difference?", SIGCOMM 2011). A thousand cells tell some eight
hundred members, of sets of any size.
"""

from base64 import b64decode, b64encode
from hashlib import blake2b

PLACES = 3
_PER_PLACE = 341
CELLS = PLACES * _PER_PLACE
_BYTES = 8
_CHECKED_BITS = 48


class Difference:
    """The cells. Members belong to an owner, and the cells tell the owners."""

    def __init__(self, text: str = "") -> None:
        kept = b64decode(text) if text else bytes(2 * _BYTES * CELLS)
        whole = [int.from_bytes(kept[at : at + _BYTES], "big") for at in range(0, len(kept), _BYTES)]
        self._owners, self._members = whole[:CELLS], whole[CELLS:]

    def fold(self, owner: str, member: str) -> None:
        """Put a member of either set in; one that is in already goes out."""
        self._fold(owner_digest(owner), _member_digest(owner, member))

    @property
    def is_empty(self) -> bool:
        """Whether the two sets are the same."""
        return not any(self._members)

    def owners(self) -> frozenset[int] | None:
        """Return the digests of the owners whose members differ; None when there are too many to tell."""
        left, found = Difference(self.text()), set()
        waiting = list(range(CELLS))
        # No more members than cells can be told; what goes on longer goes round.
        for _ in range(8 * CELLS):
            if not waiting:
                break
            cell = waiting.pop()
            owner, member = left._owners[cell], left._members[cell]
            if member and cell in _places(member) and _is_whole(member):
                found.add(owner)
                left._fold(owner, member)
                waiting += _places(member)
        return frozenset(found) if left.is_empty else None

    def text(self) -> str:
        """Return the cells as text, to be stored."""
        return b64encode(b"".join(whole.to_bytes(_BYTES, "big") for whole in (*self._owners, *self._members))).decode()

    def _fold(self, owner: int, member: int) -> None:
        for cell in _places(member):
            self._owners[cell] ^= owner
            self._members[cell] ^= member


def owner_digest(owner: str) -> int:
    """Return the digest that names an owner."""
    return int.from_bytes(blake2b(owner.encode(), digest_size=_BYTES).digest(), "big")


def _member_digest(owner: str, member: str) -> int:
    digest = blake2b(f"{owner}\n{member}".encode(), digest_size=_CHECKED_BITS // 8).digest()
    return int.from_bytes(digest + _check(digest), "big")


def _is_whole(member: int) -> bool:
    """Tell whether it is one member's digest, not several folded together."""
    digest = member.to_bytes(_BYTES, "big")
    return digest[_CHECKED_BITS // 8 :] == _check(digest[: _CHECKED_BITS // 8])


def _check(digest: bytes) -> bytes:
    return blake2b(digest, digest_size=2).digest()


def _places(member: int) -> list[int]:
    return [place * _PER_PLACE + (member >> 16 * (place + 1)) % _PER_PLACE for place in range(PLACES)]

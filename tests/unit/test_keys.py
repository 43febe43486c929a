"""No two entities can share a key, whatever texts their parts are."""

import hashlib
import inspect
from collections.abc import Callable
from itertools import chain

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from trunkline.domain.identifiers import ContactId, OrganizationId
from trunkline.table import keys
from trunkline.table.keys import Collection, Key

# Text that tries to look like another key's parts.
parts = st.lists(
    st.sampled_from(
        ["#", "%", "%23", "%25", "LIVE", "ARCHIVED", "GUARD", "ORG", "WORKSPACE", "FREE", "NUMBER#", "a", ""]
    ),
    max_size=4,
).map("".join) | st.text(max_size=8)


# A contact's id is hexadecimal; what is one item or partition a shard is held by its first shard.
_OF_CONTACTS: dict[str, Callable[..., object]] = {
    "contact": lambda organization, text: keys.contact(
        organization, ContactId(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24])
    ),
    "contact_shards": lambda organization: keys.contact_shards(organization)[0],
    "contacts_from": lambda organization, source: keys.contacts_from(organization, source)[0],
}


# What these take or give is no key.
_OTHERS = (
    "number_in",
    "due_shard",
    "due_attributes",
    "due_again",
    "due_partitions",
    "audit_partitions",
    "contact_shard",
    "filed_under",
)


def _builders() -> dict[str, Callable[..., object]]:
    """Every public function of the module that makes a key, a collection or an index partition of texts."""
    return {
        name: _OF_CONTACTS.get(name, function)
        for name, function in inspect.getmembers(keys, inspect.isfunction)
        if function.__module__ == keys.__name__ and not name.startswith("_") and name not in _OTHERS
    }


def _made(name: str, arguments: list[str]) -> object:
    function = _builders()[name]
    return function(*arguments[: len(inspect.signature(function).parameters)])


def _identity(made: object) -> object:
    return (made.pk, made.sk_prefix) if isinstance(made, Collection) else made


def _arity(name: str) -> int:
    return len(inspect.signature(_builders()[name]).parameters)


@given(st.data())
def test_two_entities_or_two_ids_never_share_a_key(data: st.DataObject) -> None:
    names = sorted(_builders())
    first, second = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
    first_parts = [data.draw(parts) for _ in range(_arity(first))]
    second_parts = [data.draw(parts) for _ in range(_arity(second))]
    same = (first, first_parts) == (second, second_parts)
    assert (_identity(_made(first, first_parts)) == _identity(_made(second, second_parts))) == same


@given(parts, parts)
@example("a#LIVE", "a")
def test_a_number_in_one_collection_is_in_no_other(workspace: str, number: str) -> None:
    live = keys.number_in(keys.live_numbers(workspace), number)  # type: ignore[arg-type]
    archived = keys.number_in(keys.archived_numbers(workspace), number)  # type: ignore[arg-type]
    assert live != archived
    assert live.sk.startswith(keys.live_numbers(workspace).sk_prefix)  # type: ignore[arg-type]


@given(parts, parts)
def test_every_item_is_due_in_one_of_the_shards_and_always_the_same(pk: str, sk: str) -> None:
    assert keys.due_shard(Key(pk, sk)) == keys.due_shard(Key(pk, sk))
    assert keys.due_shard(Key(pk, sk)) in chain(*keys.due_partitions())


def test_due_items_spread_over_all_shards() -> None:
    kinds = [
        {keys.due_shard(Key(f"pk{number}", sk)) for number in range(1000)}
        for sk in ("NUMBER#x", "PROVIDER_PHONE", "DELIVERY#x")
    ]
    assert kinds == [set(partitions) for partitions in keys.due_partitions()]
    assert len(set().union(*kinds)) == sum(len(kind) for kind in kinds) == keys.DUE_SHARDS


@given(st.lists(st.text("0123456789abcdef", min_size=24, max_size=24), min_size=2, unique=True))
def test_the_order_of_contacts_is_that_of_their_shards_and_then_of_their_ids(ids: list[str]) -> None:
    organization = OrganizationId("o")
    shards = [shard.pk for shard in keys.contact_shards(organization)]
    made = {contact: keys.contact(organization, ContactId(contact)) for contact in ids}
    in_list_order = sorted(ids, key=lambda contact: (shards.index(made[contact].pk), made[contact].sk))
    assert in_list_order == sorted(ids)


@pytest.mark.parametrize("name", sorted(_builders()))
def test_every_entity_stands_in_the_table_at_the_top(name: str) -> None:
    made = _made(name, [f"part{number}" for number in range(_arity(name))])
    pk = made if isinstance(made, str) else made.pk  # type: ignore[attr-defined]
    fixed = [part for part in str(pk).split("#") if not part.startswith("part") and not part.isdecimal()]
    rows = [line for line in (keys.__doc__ or "").splitlines() if line.startswith("|")]
    assert any(all(part in row for part in fixed) for row in rows), f"{name}: {fixed} is in no row"

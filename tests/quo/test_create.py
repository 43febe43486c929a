from trunkline.domain.contacts import MAX_CONTACT_BYTES

from tests.support.quo import QuoApi, a_contact


def test_the_smallest_contact_has_all_six_default_fields(quo: QuoApi) -> None:
    contact = quo.created()

    assert contact["defaultFields"] == {
        "company": None,
        "emails": [],
        "firstName": "Ada",
        "lastName": None,
        "phoneNumbers": [],
        "role": None,
    }
    assert (contact["source"], contact["externalId"], contact["customFields"]) == ("public-api", None, [])
    assert "sourceUrl" not in contact


def test_the_creator_is_the_user_of_the_key_unless_one_is_named(quo: QuoApi, globex: QuoApi) -> None:
    assert quo.created()["createdByUserId"] == "US123abc"
    assert globex.created()["createdByUserId"] == "US456def"
    assert globex.created(createdByUserId="US9")["createdByUserId"] == "US9"


def test_texts_come_back_as_they_were_sent(quo: QuoApi) -> None:
    texts = [
        "",
        " ",
        "not an address",
        "[email\N{NO-BREAK SPACE}protected]",
        "+1 (234) 567-8901 ext. 5",
        '名\0\n"\\\N{PILE OF POO}',
    ]
    items = [{"name": text, "value": text} for text in texts]
    fields = {
        "company": texts[5],
        "emails": items,
        "firstName": None,
        "lastName": "",
        "phoneNumbers": items,
        "role": " ",
    }

    contact = quo.created(defaultFields=fields)

    stored = quo.get(contact["id"]).json()["data"]["defaultFields"]
    for point in stored["emails"] + stored["phoneNumbers"]:
        del point["id"]
    assert stored == fields


def test_an_item_may_have_no_value(quo: QuoApi) -> None:
    contact = quo.created(defaultFields={"firstName": "A", "emails": [{"name": "work", "value": None}]})

    assert contact["defaultFields"]["emails"][0]["value"] is None


def test_a_source_url_is_in_the_answer_only_when_one_was_sent(quo: QuoApi) -> None:
    url = "https://crm.example.com/contacts/1"

    contact = quo.created(sourceUrl=url)

    assert quo.get(contact["id"]).json()["data"]["sourceUrl"] == url
    assert "sourceUrl" not in quo.created(sourceUrl=None)


def test_a_source_that_is_not_reserved_is_kept(quo: QuoApi) -> None:
    for source in ("x", "s" * 72, "my csv", "another", "devices", "OpenPhone"):
        assert quo.created(source=source)["source"] == source


def test_unknown_members_at_the_top_are_ignored(quo: QuoApi) -> None:
    assert "favourite" not in quo.created(favourite={"colour": 1})


def test_the_same_external_id_under_another_source_is_another_contact(quo: QuoApi) -> None:
    quo.created(externalId="1", source="a")

    assert quo.created(externalId="1", source="b")["externalId"] == "1"


def test_contacts_without_an_external_id_never_conflict(quo: QuoApi) -> None:
    quo.created(externalId=None)
    quo.created(externalId=None)
    quo.created()

    assert len(quo.listed()) == 3


def test_the_same_phone_number_never_conflicts(quo: QuoApi) -> None:
    fields = {"firstName": "A", "phoneNumbers": [{"name": "work", "value": "+12345678901"}]}

    assert quo.created(defaultFields=fields)["id"] != quo.created(defaultFields=fields)["id"]


def test_texts_that_look_like_parts_of_keys_do_not_collide(quo: QuoApi) -> None:
    pairs = [("a#b", "c"), ("a", "b#c"), ("a%23b", "c"), ("NO_SOURCE", "c"), ("a", "b%23c")]

    for source, external_id in pairs:
        quo.created(source=source, externalId=external_id)

    assert len(quo.listed()) == len(pairs)


def test_a_contact_of_the_largest_size_is_kept_and_one_byte_more_is_refused(quo: QuoApi) -> None:
    size_of_the_rest = _refused_size(quo, "x" * MAX_CONTACT_BYTES) - MAX_CONTACT_BYTES
    longest = MAX_CONTACT_BYTES - size_of_the_rest

    assert quo.create({"defaultFields": {"firstName": "x" * longest}}).status == 201
    assert _refused_size(quo, "x" * (longest + 1)) == MAX_CONTACT_BYTES + 1


def _refused_size(quo: QuoApi, first_name: str) -> int:
    response = quo.create({"defaultFields": {"firstName": first_name}})
    assert response.status == 400
    (fault,) = response.json()["errors"]
    assert fault["path"] == ""
    return int(fault["message"].rpartition(" ")[2])


def test_a_retry_with_the_same_idempotency_key_gets_the_first_answer(quo: QuoApi) -> None:
    headers = {"Idempotency-Key": "one"}
    first = quo.create(a_contact(externalId="1"), headers=headers)

    again = quo.create(a_contact(externalId="1"), headers=headers)

    assert (again.status, again.text) == (201, first.text)
    assert again.headers["idempotency-replayed"] == "true"
    assert len(quo.listed()) == 1

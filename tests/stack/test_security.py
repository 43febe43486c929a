import json
import stat
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.stack.toy import ToyStack, request


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", ""])
def test_a_foreign_host_is_refused_everywhere(toy: ToyStack, host: str) -> None:
    for url in (f"{toy.endpoint_url}/", f"{toy.api_url}/items/1"):
        assert request(url, headers={"Host": host}).status == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "x.localhost"])
def test_names_of_this_machine_are_accepted(toy: ToyStack, host: str) -> None:
    port = toy.endpoint_url.rsplit(":", 1)[1]

    assert request(f"{toy.api_url}/items/1", headers={"Host": f"{host}:{port}"}).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:3000"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_web_page_cannot_reach_the_control_plane(toy: ToyStack, headers: dict[str, str]) -> None:
    host = toy.endpoint_url.removeprefix("http://").replace("127.0.0.1", "x.execute-api.localhost")
    requests = [
        ("/_ministack/health", {}),
        ("/?Action=ListQueues", {}),
        ("/_aws/execute-api/x?Action=ListQueues", {}),
        # The data plane's own host form does not open the control plane either.
        ("/_ministack/health", {"Host": host}),
        ("/_local/stack.json", {}),
        ("/_local/carriers/calls", {}),
    ]

    for path, more in requests:
        assert request(toy.endpoint_url + path, "POST", headers=headers | more).status == 403


def test_a_web_page_reaches_the_api_as_it_would_on_aws(toy: ToyStack) -> None:
    assert toy.get("/items/1", Origin="http://page.example").status == 200


def test_a_page_of_the_stack_itself_is_told_the_demo_tenants_but_no_secret_of_a_carrier(toy: ToyStack) -> None:
    own = {"Origin": toy.endpoint_url, "Sec-Fetch-Site": "same-origin"}

    told = request(f"{toy.endpoint_url}/_local/stack.json", headers=own)

    assert told.status == 200
    assert set(json.loads(told.body)) == {"tenants", "carriers"}
    assert "authToken" not in told.body.decode()


@pytest.mark.parametrize("path", ["stack", "../stack.json", "carriers/state", "carriers/requests", "carriers//etc"])
def test_nothing_else_is_reached_through_the_pages_of_the_stack(toy: ToyStack, path: str) -> None:
    assert request(f"{toy.endpoint_url}/_local/{path}").status == 404


def test_only_the_loopback_address_is_bound(toy: ToyStack) -> None:
    port = int(toy.endpoint_url.rsplit(":", 1)[1])
    with Path("/proc/net/tcp").open() as table:
        rows = [line.split()[1].split(":") for line in table.readlines()[1:]]

    assert {address for address, row_port in rows if int(row_port, 16) == port} == {"0100007F"}


@pytest.mark.parametrize("name", ["stack.json", "demo.sh"])
def test_the_description_is_readable_by_its_owner_only(toy: ToyStack, name: str) -> None:
    mode = (toy.local / name).stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


def test_kms_refuses_a_changed_ciphertext(toy: ToyStack) -> None:
    kms, key = toy.client("kms"), toy.outputs["KeyId"]
    context = {"organisation": "acme"}
    blob = kms.encrypt(KeyId=key, Plaintext=b"secret", EncryptionContext=context)["CiphertextBlob"]
    data_key = kms.generate_data_key(KeyId=key, KeySpec="AES_256")

    plain = kms.decrypt(CiphertextBlob=blob, EncryptionContext=context)["Plaintext"]
    wrapped = kms.decrypt(CiphertextBlob=data_key["CiphertextBlob"])["Plaintext"]

    assert (plain, wrapped) == (b"secret", data_key["Plaintext"])
    for position in (40, 90, len(blob) - 1):
        changed = bytearray(blob)
        changed[position] ^= 1
        with pytest.raises(ClientError, match="InvalidCiphertext"):
            kms.decrypt(CiphertextBlob=bytes(changed), EncryptionContext=context)
    with pytest.raises(ClientError, match="InvalidCiphertext"):
        kms.decrypt(CiphertextBlob=blob, EncryptionContext={"organisation": "globex"})

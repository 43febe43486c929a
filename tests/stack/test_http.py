from tests.stack.toy import ToyStack, request


def test_a_route_passes_its_path_parameter_query_and_cookies(toy: ToyStack) -> None:
    event = toy.get("/items/42?x=1&x=2", Cookie="a=1; b=2").json["event"]

    assert event["routeKey"] == "GET /items/{id}"
    assert event["rawPath"] == event["requestContext"]["http"]["path"] == "/items/42"
    assert event["pathParameters"] == {"id": "42"}
    assert event["queryStringParameters"] == {"x": "1,2"}
    assert event["cookies"] == ["a=1", "b=2"]
    assert "cookie" not in event["headers"]
    assert event["requestContext"]["stage"] == "$default"
    assert event["requestContext"]["domainPrefix"] == event["requestContext"]["apiId"]


def test_a_body_arrives_as_text_or_as_base64_by_its_type(toy: ToyStack) -> None:
    url = f"{toy.api_url}/echo/a/b"

    text = request(url, "POST", '{"a": 1}', {"content-type": "application/json"}).json["event"]
    form = request(url, "POST", "a=1", {"content-type": "application/x-www-form-urlencoded"})

    assert (text["body"], text["isBase64Encoded"]) == ('{"a": 1}', False)
    assert text["pathParameters"] == {"proxy": "a/b"}
    assert (form.json["event"]["body"], form.json["event"]["isBase64Encoded"]) == ("YT0x", True)


def test_the_name_of_a_stage_is_part_of_the_raw_path(toy: ToyStack) -> None:
    api_id = toy.outputs["StagedApiId"]

    event = request(f"{toy.endpoint_url}/_aws/execute-api/{api_id}/dev/items/1").json["event"]

    assert event["rawPath"] == event["requestContext"]["http"]["path"] == "/dev/items/1"
    assert event["requestContext"]["stage"] == "dev"
    assert event["pathParameters"] == {"id": "1"}


def test_unknown_routes_and_methods_are_404_with_the_message_of_api_gateway(toy: ToyStack) -> None:
    answers = [
        toy.get("/nowhere"),
        request(f"{toy.api_url}/items/1", "DELETE"),
        request(f"{toy.api_url}/items/1", "OPTIONS", headers={"Origin": "http://a.example"}),
    ]

    assert [(answer.status, answer.json) for answer in answers] == [(404, {"message": "Not Found"})] * 3


def test_the_status_of_a_function_passes_through(toy: ToyStack) -> None:
    assert toy.get("/items/1?missing=1").status == 404


def test_a_failed_function_is_500_without_its_error(toy: ToyStack) -> None:
    answers = [toy.get("/items/1?raise=1"), toy.get("/items/1?malformed=1")]

    assert [(answer.status, answer.json) for answer in answers] == [(500, {"message": "Internal Server Error"})] * 2

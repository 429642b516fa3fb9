from fastapi.testclient import TestClient


def test_a_greeting_has_the_name_that_is_given(client: TestClient) -> None:
    assert client.get("/hello").json() == {"message": "Hello, world!"}
    assert client.get("/hello", params={"name": "Ada"}).json() == {"message": "Hello, Ada!"}


def test_a_file_is_found_by_its_name(client: TestClient) -> None:
    assert client.get("/file", params={"fileName": "readme.txt"}).text == "Served by the application."
    assert client.get("/file", params={"fileName": "other"}).status_code == 404
    assert client.get("/file").status_code == 422


def test_a_report_has_a_number_from_one(client: TestClient) -> None:
    assert client.get("/reports/7").json() == {"id": 7, "title": "Report 7"}
    assert client.get("/reports/0").status_code == 422


def test_the_documentation_says_where_to_read_on(client: TestClient) -> None:
    assert client.get("/documentation").text == "See /docs."

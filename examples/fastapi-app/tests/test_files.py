import hashlib
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

EVERY_BYTE = bytes(range(256)) * 1000


@pytest.mark.parametrize("content_type", ["application/octet-stream", "image/png", "application/json", None])
def test_bytes_arrive_unchanged_whatever_their_type(client: TestClient, content_type: str | None) -> None:
    headers = {"content-type": content_type} if content_type else {}
    response = client.post("/files/checksum", content=EVERY_BYTE, headers=headers)
    assert response.json() == {"sha256": hashlib.sha256(EVERY_BYTE).hexdigest(), "size": 256_000}


def test_a_body_is_read_in_pieces(client: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(3):
            yield b"abc"

    response = client.post("/files/checksum", content=pieces())
    assert response.json() == {"sha256": hashlib.sha256(b"abcabcabc").hexdigest(), "size": 9}


def test_a_picture_is_answered_as_bytes(client: TestClient) -> None:
    response = client.get("/files/pixel.png")
    assert response.headers["content-type"] == "image/png"
    assert response.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(response.content) == 69


@pytest.mark.parametrize(
    ("path", "segments"), [("a", ["a"]), ("a/b/c.txt", ["a", "b", "c.txt"]), ("a%20b/%C3%BC", ["a b", "ü"])]
)
def test_a_path_parameter_takes_slashes(client: TestClient, path: str, segments: list[str]) -> None:
    assert client.get(f"/files/tree/{path}").json() == {"path": "/".join(segments), "segments": segments}

"""What a caller sends, and what becomes of an answer."""

import json

from httpx2 import Response


def body(*contents: str) -> dict:
    """A conversation whose turns alternate, the question last."""
    roles = ["user", "assistant"]
    return {"messages": [{"role": roles[at % 2], "content": content} for at, content in enumerate(contents)]}


def pieces(answer: Response) -> list[dict]:
    """The pieces of an answer in either form. An event has the kind of its piece as name."""
    if answer.headers["content-type"] == "application/jsonl":
        return [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = []
    for event in answer.text.removesuffix("\n\n").split("\n\n"):
        name, data = event.split("\n")
        found.append(json.loads(data.removeprefix("data: ")))
        assert name == f"event: {found[-1]['kind']}"
    return found


def text(found: list[dict]) -> str:
    return "".join(piece["text"] for piece in found if piece["kind"] == "word")

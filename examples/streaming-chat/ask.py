"""Asks the chat, and prints the words of its answer as they come: `python ask.py "What is JSON Lines?"`"""

import argparse
import json
from collections.abc import Iterator

import httpx


def pieces(url: str, question: str, form: str) -> Iterator[dict]:
    """The pieces of the answer, each as soon as it is there. Who stops reading ends the request."""
    body = {"messages": [{"role": "user", "content": question}]}
    # A model may be silent for longer than the five seconds of httpx
    timeout = httpx.Timeout(10, read=60)
    with httpx.stream("POST", f"{url.rstrip('/')}/chat/{form}", json=body, timeout=timeout) as answer:
        answer.raise_for_status()
        for line in answer.iter_lines():
            if form == "lines":
                yield json.loads(line)
            elif line.startswith("data:"):  # the name of the event is in its data, too
                yield json.loads(line.removeprefix("data:"))


def main() -> None:
    parser = argparse.ArgumentParser(description="Asks the chat.")
    parser.add_argument("question")
    parser.add_argument("--form", choices=["lines", "events"], default="lines")
    parser.add_argument("--url", default="http://localhost:8400/")
    given = parser.parse_args()
    try:
        last = None
        for last in pieces(given.url, given.question, given.form):
            if last["kind"] == "word":
                print(last["text"], end="", flush=True)
        print()
    except httpx.HTTPStatusError as error:
        raise SystemExit(f"The API answered {error.response.status_code}.") from None
    except httpx.ConnectError:
        raise SystemExit(f"Nothing answers at {given.url}") from None
    except (httpx.TransportError, ValueError) as error:  # or in the middle of a line
        raise SystemExit(f"\nThe answer broke off: {error}") from None
    except KeyboardInterrupt:
        raise SystemExit("\nStopped.") from None
    if last and last["kind"] == "failure":
        raise SystemExit(last["message"])
    if not last or last["kind"] != "end":
        raise SystemExit("The answer is not whole.")


if __name__ == "__main__":
    main()

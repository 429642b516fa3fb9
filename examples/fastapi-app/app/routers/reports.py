"""Routes that a gateway may answer in other ways: by a function of their own, another server, a bucket, or known callers."""

import asyncio
from collections.abc import AsyncIterable
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from fastapi.responses import PlainTextResponse

from app.models import Greeting, Report, ReportStep

router = APIRouter(tags=["reports"])

FILES = {"readme.txt": "Served by the application."}
STEPS = ["Collect the figures", "Add them up", "Draw the chart", "Write the summary"]
SECONDS_A_STEP = 0.4

ReportId = Annotated[int, Path(ge=1)]


@router.get("/hello")
async def say_hello(name: Annotated[str, Query(max_length=100)] = "world") -> Greeting:
    """A greeting."""
    return Greeting(message=f"Hello, {name}!")


@router.get("/documentation", response_class=PlainTextResponse)
async def get_documentation() -> str:
    """Where to read on."""
    return "See /docs."


@router.get("/file", response_class=PlainTextResponse)
async def get_file(file_name: Annotated[str, Query(alias="fileName", min_length=1)]) -> str:
    """A file by its name."""
    if file_name not in FILES:
        raise HTTPException(status_code=404, detail=f"There is no file {file_name}")
    return FILES[file_name]


@router.get("/reports/{report_id}")
async def get_report(report_id: ReportId) -> Report:
    """A report, for callers who may read it."""
    return Report(id=report_id, title=f"Report {report_id}")


@router.get("/reports/{report_id}/steps")
async def make_report(report_id: ReportId) -> AsyncIterable[ReportStep]:
    """Makes a report, and tells each step once it is done: one line of JSON for each."""
    for number, title in enumerate(STEPS, start=1):
        await asyncio.sleep(SECONDS_A_STEP)  # stands for the work
        yield ReportStep(number=number, of=len(STEPS), title=title)

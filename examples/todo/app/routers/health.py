from fastapi import APIRouter

router = APIRouter()


@router.get("/health")
async def health() -> dict[str, str]:
    """Whether the app answers."""
    return {"status": "ok"}

"""How fast the model is."""

import asyncio

SECONDS_A_WORD = 0.1


async def think() -> None:
    """Waits as long as a word takes."""
    await asyncio.sleep(SECONDS_A_WORD)

"""Another service: exchange rates."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Annotated

import httpx
from fastapi import Depends, HTTPException, status

from app.config import Settings, get_settings


class Rates:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def of(self, currency: str) -> Decimal:
        """How much of the currency a euro is."""
        try:
            answer = await self._client.get("latest", params={"base": "EUR", "symbols": currency})
            if answer.status_code == status.HTTP_404_NOT_FOUND:
                raise HTTPException(status.HTTP_404_NOT_FOUND, f"No rate of {currency} is known")
            answer.raise_for_status()
            return Decimal(str(answer.json()["rates"][currency]))
        except (httpx.HTTPError, KeyError, ValueError) as error:
            raise HTTPException(status.HTTP_502_BAD_GATEWAY, "The rates are not to be had") from error


async def get_rates(settings: Annotated[Settings, Depends(get_settings)]) -> AsyncIterator[Rates]:
    # Shorter than the 29 seconds that API Gateway waits for the app
    async with httpx.AsyncClient(base_url=str(settings.rates_url), timeout=5) as client:
        yield Rates(client)

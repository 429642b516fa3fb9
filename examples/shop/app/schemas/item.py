from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, field_validator, model_validator

from app.schemas.text import Text

# A number in JSON, as in requests. It is exact: ten digits are fewer than a float holds.
Money = Annotated[Decimal, Field(max_digits=10, decimal_places=2), PlainSerializer(float, when_used="json")]


class ItemIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Chair", "price": 49.5, "tax": 7.9}]})

    name: Text = Field(min_length=1, max_length=100)
    price: Money = Field(gt=0)
    tax: Money | None = Field(None, ge=0)

    @field_validator("name")
    @classmethod
    def name_has_letters(cls, name: str) -> str:
        if not (stripped := name.strip()):
            raise ValueError("has no letters")
        return stripped

    @model_validator(mode="after")
    def tax_is_below_price(self) -> Self:
        if self.tax is not None and self.tax >= self.price:
            raise ValueError("tax must be less than price")
        return self


class ItemOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    owner_id: int
    name: str
    price: Money
    tax: Money | None
    picture_type: str | None
    created_at: datetime


class PictureOut(BaseModel):
    media_type: str
    size: int


class PriceOut(BaseModel):
    """A price in another currency."""

    item_id: int
    currency: str
    price: Money

"""What requests and answers hold."""

from app.schemas.item import ItemIn, ItemOut, PictureOut, PriceOut
from app.schemas.notice import NoticeOut, Task
from app.schemas.text import Text
from app.schemas.token import Token
from app.schemas.user import UserIn, UserOut

__all__ = [
    "ItemIn",
    "ItemOut",
    "NoticeOut",
    "PictureOut",
    "PriceOut",
    "Task",
    "Text",
    "Token",
    "UserIn",
    "UserOut",
]

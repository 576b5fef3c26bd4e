"""Files of messages and of news, for tools: rights are asked as on the pages, the content comes by a signed address."""

import datetime as dt
import uuid

from ninja import Field, Router, Schema

from preau.api.needs import ApiRequest
from preau.api.problems import missing
from preau.api.shapes import told
from preau.api.v1 import messaging, news
from preau.directory.errors import Unknown
from preau.files.public import PASS_SECONDS, address_of, file_for
from preau.kernel import clock

router = Router()


class OpenedFile(Schema):
    """Where the content of a file is, for minutes. Ranges are served; nothing more is asked of who has the address."""

    id: uuid.UUID
    name: str
    size: int = Field(description="Bytes.")
    url: str
    until: dt.datetime = Field(description="When the address ends, or sooner with the access of who asked.")


def _opened(request: ApiRequest, file_id: uuid.UUID, room: str) -> OpenedFile:
    """A file of that room, for who may read it at this moment. A stranger's is missing; 403 tells why one is held."""
    hat = request.caller.hat
    try:
        found = file_for(hat, file_id, room=room)
    except Unknown:
        raise missing() from None
    key = None if request.caller.token else request.session.session_key
    until = clock.real_now() + dt.timedelta(seconds=PASS_SECONDS)
    url = address_of(hat, found.blob, found.name, session_key=key)
    return OpenedFile(id=found.pk, name=found.name, size=found.size, url=url, until=until)


@router.get("/messages/files/{uuid:file_id}", response=told(404, ok=OpenedFile), auth=messaging.READ, tags=["messages"])
def open_message_file(request: ApiRequest, file_id: uuid.UUID) -> OpenedFile:
    """A file of a message that the caller has a copy of, or writes."""
    return _opened(request, file_id, "messaging")


@router.get("/news/files/{uuid:file_id}", response=told(404, ok=OpenedFile), auth=news.READ, tags=["news"])
def open_news_file(request: ApiRequest, file_id: uuid.UUID) -> OpenedFile:
    """A file or a picture of news that the caller reads."""
    return _opened(request, file_id, "news")

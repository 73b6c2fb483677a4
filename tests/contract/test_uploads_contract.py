"""What every implementation of the Uploads port keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from botocore.stub import Stubber

from contract.places import a_bucket
from spotter.adapters.aws.clients import connect
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.uploads import S3Uploads
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.uploads import MemoryUploads
from spotter.errors import Invalid, NotFound
from spotter.ports.objects import Objects
from spotter.ports.uploads import Uploads

KEY = "uploads/tenant=acme/dataset=gas/1"
PART = b"x" * (5 * 2**20)
"""The smallest part that S3 takes before the last."""


class Place(NamedTuple):
    """Uploads, the objects that they become, and what somebody does who has a link."""

    uploads: Uploads
    objects: Objects
    send: Callable[[str, int, bytes], str]


@pytest.fixture
def there(place: str) -> Iterator[Place]:
    if place == "memory":
        objects = MemoryObjects()
        memory = MemoryUploads(objects)
        yield Place(
            memory,
            objects,
            lambda transfer, part, content: memory.receive(
                memory.link(KEY, transfer, part, lasts_s=60), content
            ),
        )
        return
    with a_bucket() as (client, bucket):

        def send(transfer: str, part: int, content: bytes) -> str:
            answer = client.upload_part(
                Bucket=bucket, Key=KEY, UploadId=transfer, PartNumber=part, Body=content
            )
            return str(answer["ETag"])

        yield Place(S3Uploads(client, bucket), S3Objects(client, bucket), send)


def test_parts_become_one_object_when_the_transfer_is_completed_and_not_before(there: Place) -> None:
    transfer = there.uploads.begin(KEY)
    last = there.send(transfer, 2, b"end")
    first = there.send(transfer, 1, PART)
    before = list(there.objects.keys("uploads/"))

    there.uploads.complete(KEY, transfer, [first, last])

    assert before == []
    assert there.objects.get(KEY) == PART + b"end"


def test_a_part_that_did_not_arrive_is_missed(there: Place) -> None:
    transfer = there.uploads.begin(KEY)
    first = there.send(transfer, 1, PART)

    with pytest.raises(Invalid):
        there.uploads.complete(KEY, transfer, [first, '"0123456789abcdef0123456789abcdef"'])

    assert list(there.objects.keys("uploads/")) == []


def test_a_transfer_that_nobody_began_is_not_found() -> None:
    client = connect("s3")
    with Stubber(client) as answers:
        answers.add_client_error("complete_multipart_upload", "NoSuchUpload", http_status_code=404)
        with pytest.raises(NotFound, match="upload named gone"):
            S3Uploads(client, "lake").complete(KEY, "gone", ["tag"])
    with pytest.raises(NotFound, match="upload named gone"):
        MemoryUploads(MemoryObjects()).complete(KEY, "gone", ["tag"])


def test_a_link_names_the_part_and_the_transfer(there: Place) -> None:
    transfer = there.uploads.begin(KEY)

    one, two = (there.uploads.link(KEY, transfer, part, lasts_s=60) for part in (1, 2))

    assert one != two
    assert "dataset%3Dgas" in one or "dataset=gas" in one

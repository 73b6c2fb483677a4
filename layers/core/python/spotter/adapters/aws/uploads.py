"""Uploads to S3 in several parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.errors import Invalid, NotFound
from spotter.ports.uploads import Uploads

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Uploads:
    """Multi-part uploads to a bucket; what is not completed is forgotten after a day by its lifecycle."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def begin(self, key: str) -> str:
        """Begin a transfer to a key, and name it."""
        with as_ours():
            return self._client.create_multipart_upload(Bucket=self._bucket, Key=key)["UploadId"]

    def link(self, key: str, transfer: str, part: int, *, lasts_s: int) -> str:
        """Sign the PUT of one part; the signature ends with the function's own credentials at the latest."""
        request = {"Bucket": self._bucket, "Key": key, "UploadId": transfer, "PartNumber": part}
        return self._client.generate_presigned_url("upload_part", Params=request, ExpiresIn=lasts_s)

    def complete(self, key: str, transfer: str, tags: Sequence[str]) -> None:
        """Make one object of the parts, or raise Invalid or NotFound."""
        wrong = Invalid("a part did not arrive as its tag says; send it again", field="tags")
        answers = {"NoSuchUpload": NotFound("upload", transfer), "InvalidPart": wrong, "MalformedXML": wrong}
        with as_ours(answers):
            self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=key,
                UploadId=transfer,
                MultipartUpload={
                    "Parts": [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, start=1)]
                },
            )


if TYPE_CHECKING:
    _port: type[Uploads] = S3Uploads

"""Objects in S3."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.errors import NotFound
from spotter.ports.eraser import Eraser
from spotter.ports.links import Links
from spotter.ports.objects import Objects

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ListObjectsV2RequestTypeDef


class S3Objects:
    """Objects in a bucket. The SDK sends a CRC32 with each object and checks it on the way back."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, content: bytes) -> None:
        """Store an object."""
        with as_ours():
            self._client.put_object(Bucket=self._bucket, Key=key, Body=content)

    def get(self, key: str) -> bytes:
        """Read an object, or raise NotFound."""
        with as_ours({"NoSuchKey": NotFound("object", key)}):
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def keys(self, prefix: str, *, after: str = "") -> Iterator[str]:
        """List the keys that begin with the prefix and sort after `after`, page by page."""
        request: ListObjectsV2RequestTypeDef = {"Bucket": self._bucket, "Prefix": prefix}
        if after:
            request["StartAfter"] = after
        while True:
            with as_ours():
                page = self._client.list_objects_v2(**request)
            yield from (found["Key"] for found in page.get("Contents", []))
            if not page.get("IsTruncated"):
                return
            request["ContinuationToken"] = page["NextContinuationToken"]

    def written_at(self, key: str) -> datetime | None:
        """Tell when an object was written last; None where there is none."""
        try:
            with as_ours({"404": NotFound("object", key), "NoSuchKey": NotFound("object", key)}):
                return self._client.head_object(Bucket=self._bucket, Key=key)["LastModified"]
        except NotFound:
            return None

    def erase(self, key: str) -> None:
        """Take an object out; the bucket's lifecycle forgets what it was, soon after."""
        with as_ours():
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def link(self, key: str, *, lasts_s: int) -> str:
        """Sign a GET of an object; the signature ends with the function's own credentials at the latest."""
        request = {"Bucket": self._bucket, "Key": key}
        return self._client.generate_presigned_url("get_object", Params=request, ExpiresIn=lasts_s)


if TYPE_CHECKING:
    _port: type[Objects] = S3Objects
    _links: type[Links] = S3Objects
    _eraser: type[Eraser] = S3Objects

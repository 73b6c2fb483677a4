"""`spotter catalogue add` and `get`: notebooks, scripts, reports and whatever else people made themselves."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.catalogue_words import Thing, parts_of, triple_of
from spotter.cli.client import Json, Platform
from spotter.cli.downloads import fetched
from spotter.cli.files import content_of
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, tell
from spotter.cli.uploading import sent
from spotter.domain.catalogue.telling import PARENT
from spotter.errors import Invalid, NotFound

KINDS = {".ipynb": "notebook", ".py": "code", ".sh": "code", ".r": "code", ".sql": "code"}
DIGITS = 12


File = Annotated[Path | None, typer.Argument(help="A notebook, a script, a report; none for a reference.")]
KindOf = Annotated[
    str | None, typer.Option(help="notebook, code, report, dataset or model; after the file if left out.")
]
Version = Annotated[
    str | None, typer.Option(help='For example "$(git describe)"; the digest of the file if left out.')
]
Object = Annotated[
    str | None, typer.Option("--object", help="The key of an object of yours in the lake, with --sha256.")
]


def add(  # noqa: PLR0913 - what can be said of a thing
    file: File = None,
    *,
    kind: KindOf = None,
    name: Annotated[str | None, typer.Option(help="Its name; after the file if left out.")] = None,
    version: Version = None,
    title: Annotated[str | None, typer.Option(help="A line for people.")] = None,
    site: Annotated[str | None, typer.Option(help="The site that it is about.")] = None,
    put: Annotated[list[str] | None, typer.Option("--set", help="ATTRIBUTE=VALUE[=UNIT].")] = None,
    parent: Annotated[list[str] | None, typer.Option(help="A thing that it was made from.")] = None,
    key: Object = None,
    sha256: Annotated[str | None, typer.Option(help="The digest that the object must have.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put a thing in, with a file that is kept and proved; adding the same again changes nothing."""
    if (key is None) != (sha256 is None) or (key is not None and file is not None):
        raise Invalid("say a file, or --object with --sha256, or neither")
    content = None if file is None else content_of(file)
    digest = sha256 if content is None else hashlib.sha256(content).hexdigest()
    numbered = version or (digest or "")[:DIGITS] or _missing("--version")
    where = (kind or _kind_of(file), name or _name_of(file), numbered)
    known = [triple_of(text) for text in put or ()] + [_parent(each) for each in parent or ()]
    if file is not None and content is not None:
        known += [_said("file", file.name), *_of_notebook(where[0], file, content)]
    files = [] if digest is None else [{"sha256": digest, "key": key}]
    titled = title or (file.name if file else where[1])
    body: Json = {"title": titled, "site": site, "triples": known, "files": files}
    api = platform()
    if content is not None:
        _bring(api, str(digest), content)
    show(api.put("catalogue", "things", *where, body=body), as_json=as_json)


def get(
    thing: Thing,
    *,
    out: Annotated[Path | None, typer.Option(help="Where to; its own name here if left out.")] = None,
) -> None:
    """Fetch the file that was brought with a thing, and prove it."""
    api, parts = platform(), parts_of(thing)
    files = api.get("catalogue", "things", *parts, "files")["files"]
    if not files:
        raise NotFound("file that was brought with", thing)
    known = {each["attribute"]: each["value"] for each in api.get("catalogue", "things", *parts)["triples"]}
    content = fetched(files[0]["link"], files[0]["sha256"])
    target = out or Path(Path(str(known.get("file", parts[1]))).name)
    target.write_bytes(content)
    tell(f"{target}: {len(content):,} bytes, as they were brought")


def _bring(api: Platform, digest: str, content: bytes) -> None:
    begun = api.post("catalogue", "files", body={"sha256": digest, "size": max(len(content), 1)})
    if begun["links"]:
        done = {"transfer": begun["transfer"], "tags": sent(begun, content)}
        api.post("catalogue", "files", digest, "complete", body=done)


def _of_notebook(kind: str, file: Path, content: bytes) -> list[Json]:
    """Say of a notebook how many cells it has, and in what language."""
    if kind != "notebook":
        return []
    try:
        notebook = msgspec.json.decode(content, type=Json)
        cells, known = len(notebook["cells"]), notebook["metadata"]
        language = str(known.get("language_info", known.get("kernelspec", {})).get("name", ""))
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError) as err:
        raise Invalid(f"{file} is no notebook: {err}; say --kind code or report to keep it as it is") from err
    return [_said("cells", float(cells)), *([_said("language", language)] if language else [])]


def _kind_of(file: Path | None) -> str:
    return KINDS.get(file.suffix.lower(), "report") if file else _missing("--kind")


def _name_of(file: Path | None) -> str:
    """Name a thing after its file.

    >>> _name_of(Path("Falls of 2026.ipynb"))
    'falls-of-2026'
    """
    if file is None:
        return _missing("--name")
    stem = file.name.lower().partition(".")[0]
    named = "".join(each if each.isascii() and each.isalnum() else "-" for each in stem).strip("-")[:63]
    return named or _missing("--name")


def _parent(thing: str) -> Json:
    return _said(PARENT, "/".join(parts_of(thing)))


def _said(attribute: str, value: str | float) -> Json:
    return {"attribute": attribute, "value": value, "unit": None}


def _missing(option: str) -> str:
    raise Invalid(f"say {option}, as there is no file to take it from")

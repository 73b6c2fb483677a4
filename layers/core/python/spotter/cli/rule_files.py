"""Rule files: rules that people write, as JSON or YAML, or a pack by its name."""

from __future__ import annotations

from pathlib import Path

import msgspec

from spotter.cli.files import content_of, where
from spotter.contracts.rules import RulePack
from spotter.errors import Invalid, NotFound
from spotter.stores.rulebook import pack_names, rule_pack


def read_rules(file: Path) -> RulePack:
    """Read a pack or a file of rules.

    Raises:
        Invalid: there is neither, or it is no file of rules; the sentence names the field.
    """
    if str(file) in pack_names():
        return rule_pack(str(file))
    import yaml

    try:
        said = yaml.safe_load(content_of(file))
        return msgspec.convert(said, RulePack)
    except NotFound as err:
        raise Invalid(
            f"there is no file {file}, and no such pack; packs are {', '.join(pack_names())}"
        ) from err
    except yaml.YAMLError as err:
        raise Invalid(f"{file} is neither JSON nor YAML{where(err)}") from err
    except msgspec.ValidationError as err:
        raise Invalid(f"{file}: {err}") from err

"""Rule files: rules that people write, as JSON or YAML, or a pack by its name."""

from __future__ import annotations

from pathlib import Path

import msgspec

from spotter.cli.files import content_of
from spotter.contracts.rules import RulePack
from spotter.errors import Invalid
from spotter.stores.rulebook import pack_names, rule_pack


def read_rules(file: Path) -> RulePack:
    """Read a pack or a file of rules.

    Raises:
        NotFound: there is neither.
        Invalid: it is no file of rules; the sentence names the field.
    """
    if str(file) in pack_names():
        return rule_pack(str(file))
    import yaml

    try:
        said = yaml.safe_load(content_of(file))
        return msgspec.convert(said, RulePack)
    except yaml.YAMLError as err:
        raise Invalid(f"{file} is neither JSON nor YAML: {str(err)[:200]}") from err
    except msgspec.ValidationError as err:
        raise Invalid(f"{file}: {err}") from err

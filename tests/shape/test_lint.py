"""The templates pass cfn-lint with neither error nor warning."""

from __future__ import annotations

import pytest

from blueprint import ROOT, TEMPLATES


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # cfn-lint's and its dependencies', not ours
def test_the_templates_have_no_finding() -> None:
    # Imported here: the schemas of all of AWS take seconds, which every test worker would spend.
    from cfnlint.api import ManualArgs, lint_by_config  # type: ignore[import-untyped]

    findings = lint_by_config(ManualArgs(templates=[str(each) for each in TEMPLATES]))

    assert [str(each) for each in findings] == []


def test_every_template_is_looked_at() -> None:
    written = {
        path for path in ROOT.glob("infra/**/*.yaml") if "AWSTemplateFormatVersion" in path.read_text()
    }

    assert written | {ROOT / "template.yaml"} == set(TEMPLATES)

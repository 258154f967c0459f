"""What a release says of itself follows from lock and changelog."""

from __future__ import annotations

import pytest

from release.notes import notes
from release.third_party import LOCK, ROOT, listed, third_parties

CHANGELOG = "# Changelog\n\nWords.\n\n## Unreleased\n\n## 1.1.0\n\n- New.\n\n## 1.0.0\n\n- First.\n"


@pytest.mark.parametrize(("release", "text"), [("1.1.0", "- New.\n"), ("1.0.0", "- First.\n")])
def test_the_notes_are_the_section_of_that_version(release: str, text: str) -> None:
    assert notes(CHANGELOG, release) == text


def test_a_version_that_the_changelog_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match=r"has no section '## 2\.0\.0'"):
        notes(CHANGELOG, "2.0.0")


def test_the_present_version_has_its_section() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert notes(changelog, "1.0.0")
    assert "\n## Unreleased\n" in changelog


def test_every_pinned_package_is_listed_with_its_licence() -> None:
    lock = LOCK.read_text(encoding="utf-8")
    found = {one.name: one for one in third_parties(lock)}
    assert {"boto3", "botocore", "click", "pytz", "troposphere", "aws-lambda-powertools"} <= set(found)
    assert found["pytz"].licence == "MIT License"
    assert "not stated" not in {one.licence for one in found.values()}
    assert listed(lock).count("\n| ") == len(found) + 1

"""Artifacts are named by what is in them."""

from __future__ import annotations

from installer.hub.artifacts import formatter_artifact, template_artifact


def test_the_same_content_gives_the_same_name() -> None:
    assert formatter_artifact({}).key == formatter_artifact({}).key
    assert template_artifact("templates", "a").key != template_artifact("templates", "b").key

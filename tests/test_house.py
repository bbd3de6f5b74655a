"""The house itself: sizes, names, documents that say what is true."""

from __future__ import annotations

import re
import statistics
import subprocess
from pathlib import Path

import pytest

from holdfast.people.rules.permission import ORDER
from holdfast.site.environment import Environment
from tests.requirements import rows, stories

ROOT = Path(__file__).resolve().parents[1]
CODE = [
    path
    for path in (ROOT / "holdfast").rglob("*.py")
    if "migrations" not in path.parts and path.stat().st_size
]


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_files_stay_small():
    sizes = sorted(lines(path) for path in CODE)
    over = {str(path.relative_to(ROOT)): lines(path) for path in CODE if lines(path) > 400}
    assert not over, "no file over 400 lines: split it by noun"
    assert sizes[int(len(sizes) * 0.9)] < 250
    assert statistics.median(sizes) < 90


CONTEXTS = (
    *("kernel", "journal", "outside", "people", "rotation", "escalation"),
    *("support", "tracker", "papercut", "credit", "insight", "telling"),
)


@pytest.mark.parametrize("context", CONTEXTS)
def test_each_context_says_what_it_is_in_a_screen(context: str):
    readme = ROOT / "holdfast" / context / "README.md"
    assert lines(readme) <= 40


def test_every_setting_is_documented():
    text = (ROOT / "docs" / "operate.md").read_text()
    for name in Environment.model_fields:
        assert f"HOLDFAST_{name.upper()}" in text, f"docs/operate.md does not name {name}"


def test_every_role_is_in_the_glossary():
    text = (ROOT / "docs" / "glossary.md").read_text().lower()
    for role in ORDER:
        assert role in text or (role == "admin" and "administrator" in text)


def test_links_in_the_documents_lead_somewhere():
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            if not target.startswith(("http", "mailto")):
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_stories_name_rows_that_exist():
    known = {number for row in rows() for number in row.numbers}
    assert set(stories()) <= known


def test_every_module_says_what_it_is():
    silent = [
        str(path.relative_to(ROOT))
        for path in CODE
        if path.parent.name in {"rules", "actions"}
        or path.name == "queries.py"
        or path.parent.name in {"queries", "presenting"}
        if not path.read_text().lstrip().startswith('"""')
    ]
    assert not silent


def test_no_index_address_and_no_lock_with_addresses():
    tracked = subprocess.run(
        ["git", "ls-files", "requirements", "pyproject.toml", "Makefile", ".ci"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    for name in tracked:
        text = (ROOT / name).read_text()
        assert not re.search(r"index.url|://[^\s]*simple", text), name

"""`holdfast issues`."""

from __future__ import annotations

import pytest

from holdfast.support.actions import match_raised
from holdfast.support.models import Issue
from tests.cast import Story
from tests.cli.conftest import Run
from tests.support.issues import said, take

CSV = "id,created_at,kind\n1,2026-03-01,Bug\n2,2026-03-01,Question\n"


@pytest.mark.req("R77")
def test_an_import_says_what_it_did(run: Run, story: Story, tmp_path):
    file = tmp_path / "issues.csv"
    file.write_text(CSV)
    done = run("issues", "import", str(file), "--as", "sam", "--defect", "kind=bug")
    assert done.code == 0, done.err
    assert done.out == "2 issues added, 0 changed, 0 as they were; 0 rows could not be used.\n"
    assert "Reading" in done.err
    again = run("issues", "import", "-", "--json", stdin=CSV)
    assert (again.json["unchanged"], again.json["imported"], again.err) == (2, True, "")
    assert Issue.objects.filter(filed_defect=True).count() == 1


def test_bad_files_are_refused_in_a_sentence(run: Run, story: Story, tmp_path):
    run("issues", "import", str(tmp_path / "none.csv")).refused("There is no file")
    run("issues", "import", str(tmp_path)).refused("is a folder")
    run("issues", "import", "-", stdin="nr,wann\n1,2\n").refused("--map key=")
    run("issues", "import", "-", "--map", "key", stdin=CSV).refused("write column=theirs")
    refused = run("issues", "import", "-", "--json", stdin=b"")
    assert refused.code == 1 and refused.json["imported"] is False
    done = run("issues", "import", "-", "--strict", stdin="id,created\n1,soon\n")
    assert "line 2: When it was opened" in done.refused("nothing came in")
    run("issues", "import", "-", stdin="id,created\n1,soon\n").refused("No row could be used")
    named = run(
        "issues",
        "import",
        "-",
        "--map",
        "key=nr",
        "--map",
        "opened=wann",
        stdin="nr,wann\n7,2026-03-01\n7,2026-03-01\n",
    )
    assert named.code == 0 and "7 (line 3)" in named.err


def test_issues_are_listed_and_matched(run: Run, story: Story):
    take(
        story, said("41", title="Slow", url="https://acme.example.com/agent/tickets/41"), said("42")
    )
    raised = story.raised(origin_url="https://acme.example.com/agent/tickets/41")
    match_raised(story.now)
    assert "42" in run("issues", "list").out
    done = run("issues", "match", raised.ref, "42", "--as", "sam", "--json")
    assert [each["how"] for each in done.json["items"]] == ["address", "hand"]
    gone = run("issues", "match", raised.ref, "41", "--remove", "--as", "sam")
    assert gone.out == "42    (by hand)\n"
    run("issues", "match", raised.ref, "43", "--as", "sam").refused("no support issue 43")
    run("issues", "match", raised.ref, "42", "--as", "rex").refused("You may not")
    assert run("issues", "list", "--engaged", "yes").out == "No issues.\n"
    assert len(run("issues", "list", "--json", "--limit", "1").json["items"]) == 1

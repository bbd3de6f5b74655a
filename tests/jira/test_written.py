"""Our Markdown as Jira's wiki text: readable, and without effects."""

import pytest

from holdfast.jira.written import wiki


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("# A\n\n### B", "h1. A\n\nh3. B"),
        ("**a** *b* ~~c~~ `d`", "*a* _b_ -c- {{d}}"),
        ("- a\n- b\n  - c\n\n1. d\n2. e", "* a\n* b\n** c\n\n# d\n# e"),
        ("[ESC-1](https://h.example/e/1)", "[ESC-1|https://h.example/e/1]"),
        ("<https://h.example/e/1>", "[https://h.example/e/1]"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("[x](ftp://h.example/a)", "x"),
        ("[x](https://h.example/a|b])", "[x|https://h.example/a%7Cb%5D]"),
        ("```\n{code} a\n{noformat} b\n```", "{noformat}\n{code} a\n{ noformat} b\n{noformat}"),
        ("> a\n> b", "{quote}\na\nb\n{quote}"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "||a||b||\n|1|2|"),
        ("a\n\n---\n\nb", "a\n\n----\n\nb"),
        ("a\nb", "a\nb"),
        ("<!-- holdfast-filing-1 -->", ""),
        ("a <!-- m --> b", "a  b"),
        ("[~ana] {color:red} !x.png! a|b", r"\[~ana\] \{color:red\} \!x.png\! a\|b"),
        ("x\n\\# y", "x\n\\# y"),
        ("", ""),
    ],
)
def test_it_reads_as_it_was_written(markdown: str, said: str):
    assert wiki(markdown) == said

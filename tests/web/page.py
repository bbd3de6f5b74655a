"""A page as a reader of its HTML sees it, with the rules that every page keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

ALERTS = ("note-error", "error")


@dataclass
class Page:
    status: int = 0
    html: str = ""
    text: str = ""
    title: str = ""
    h1: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)  # address: what stands in it
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __contains__(self, words: str) -> bool:
        return words in self.text


VOID = {"input", "meta", "link", "br", "hr", "img"}


class _Reader(HTMLParser):
    def __init__(self, page: Page, nonce: str) -> None:
        super().__init__()
        self.page, self.nonce = page, nonce
        self.stack: list[tuple[str, dict[str, str]]] = []
        self.form: dict[str, str] | None = None
        self.field = ""
        self.select = ""
        self.described: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        page = self.page
        if tag not in VOID:
            self.stack.append((tag, given))
        for name in given:
            if name == "style" or name.startswith("on"):
                page.wrong.append(f"<{tag} {name}=…> is refused by the CSP")
        if tag == "script" and (not self.nonce or given.get("nonce") != self.nonce):
            page.wrong.append("a script without the nonce")
        if tag == "style":
            page.wrong.append("a style element")
        if "id" in given:
            page.ids.append(given["id"])
        if tag == "a" and "href" in given:
            page.links.append(given["href"])
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        self.described += given.get("aria-describedby", "").split()
        self._form(tag, given)

    def _form(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            self.form = self.page.forms.setdefault(given.get("action", ""), {})
            if given.get("method", "get") == "get":
                self.form["csrfmiddlewaretoken"] = "not needed"
        if tag in {"input", "textarea", "select"}:
            self.fields.append(given)
        if self.form is None or not given.get("name"):
            if tag == "option" and self.form is not None and "selected" in given:
                self.form[self.select] = given.get("value", "")
            return
        if tag == "textarea":
            self.field = given["name"]
            self.form[self.field] = ""
        elif tag == "select":
            self.select = given["name"]
        elif tag == "input" and given.get("type") in {"radio", "checkbox"}:
            if "checked" in given:
                self.form[given["name"]] = given.get("value", "on")
        elif tag == "input":
            self.form[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            if self.form is not None and "csrfmiddlewaretoken" not in self.form:
                self.page.wrong.append("a form without its CSRF token")
            self.form = None
        if tag == "textarea" and self.form is not None and self.field:
            # A newline right after the tag is markup.
            self.form[self.field] = self.form[self.field].removeprefix("\n")
            self.field = ""
        while self.stack:
            if self.stack.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        page = self.page
        tags = [tag for tag, _ in self.stack]
        if self.field and self.form is not None:
            self.form[self.field] += data
        if "title" in tags and "head" in tags:
            page.title += data
        if tags and tags[-1] == "h1":
            page.h1.append(data)
        if (
            any(
                name in given.get("class", "").split() for _, given in self.stack for name in ALERTS
            )
            and data.strip()
        ):
            page.alerts.append(data.strip())
        if "head" not in tags:
            page.text += data


def read(response) -> Page:
    """Parse a response; an HTML page must keep every rule, or the test fails naming it."""
    page = Page(status=response.status_code)
    if not response.headers.get("Content-Type", "").startswith("text/html") or not response.content:
        return page
    page.html = response.content.decode()
    policy = response.headers.get("Content-Security-Policy", "")
    nonce = policy.split("'nonce-")[1].split("'")[0] if "'nonce-" in policy else ""
    reader = _Reader(page, nonce)
    reader.feed(page.html)
    page.text = " ".join(page.text.split())
    _rules(page, reader, policy)
    return page


def _rules(page: Page, reader: _Reader, policy: str) -> None:
    wrong = page.wrong
    if "unsafe-inline" in policy or "style-src 'self'" not in policy:
        wrong.append(f"the CSP {policy!r}")
    if not page.title.removesuffix(" · Holdfast").strip():
        wrong.append("no title")
    if len(page.h1) != 1:
        wrong.append(f"{len(page.h1)} headings of the first rank")
    twice = {each for each in page.ids if page.ids.count(each) > 1}
    if twice:
        wrong.append(f"ids that stand twice: {sorted(twice)}")
    lost = set(reader.described) - set(page.ids)
    if lost:
        wrong.append(f"described by what is not there: {sorted(lost)}")
    for given in reader.fields:
        if given.get("type") in {"hidden", "submit"} or given.get("type") == "checkbox":
            continue
        if given.get("id") not in reader.labelled and "aria-label" not in given:
            wrong.append(f"no label for {given.get('name')}")
    assert not wrong, wrong

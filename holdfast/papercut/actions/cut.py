"""A paper cut is written down, put better, and asked for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.escalation.queries.customer import named
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import line, optional, web_address
from holdfast.papercut.actions.ground import must_be_open, record_cut, take
from holdfast.papercut.models import PaperCut, Shipment, Told, Wish
from holdfast.papercut.queries import cut as find
from holdfast.people.models import Programme
from holdfast.people.queries import person as person_of
from holdfast.people.rules.permission import require

_FIELDS = ("title", "gap", "impact", "workaround", "url")


def add_cut(
    *,
    programme: Programme,
    title: str,
    gap: str = "",
    impact: str = "",
    workaround: str = "",
    url: str = "",
    customer: str = "",
    by: Actor,
    at: datetime,
) -> PaperCut:
    """Write a gap down, with the first customer who asked for it. It has no rank yet.

    Raises Conflict where one of this title is here, so that wishes gather in one place.
    """
    if event := repeated(by):
        return find(event.data["cut"])
    require(by, "paper_cut.add")
    said = read(title=title, gap=gap, impact=impact, workaround=workaround, url=url)
    customer = customer_name(customer) if customer.strip() else ""
    with transaction.atomic(durable=True):
        # One writer at a time, or the same title comes in twice.
        Programme.objects.select_for_update().filter(pk=programme.pk).values_list("pk").first()
        _must_be_new(programme, said["title"], said["url"])
        made = PaperCut.objects.create(programme=programme, by_id=by.person_id, at=at, **said)
        if customer:
            make_wish(made, customer=customer, person=by.person_id, by=by, at=at)
        record_cut("paper_cut.added", made, by=by, at=at, gap=made.gap, customer=customer)
    return made


def change_cut(
    *,
    ref: str,
    title: str | None = None,
    gap: str | None = None,
    impact: str | None = None,
    workaround: str | None = None,
    url: str | None = None,
    by: Actor,
    at: datetime,
) -> PaperCut:
    """Put it better: what is None stays. What it said before is in its history."""
    given = {"title": title, "gap": gap, "impact": impact, "workaround": workaround, "url": url}
    with transaction.atomic(durable=True):
        cut = take(ref)
        require(by, "paper_cut.change", mine=cut.by_id is not None and cut.by_id == by.person_id)
        kept = {name: getattr(cut, name) for name in _FIELDS}
        said = read(
            **{name: kept[name] if value is None else value for name, value in given.items()}
        )
        changed = {name for name in _FIELDS if said[name] != kept[name]}
        if not changed:
            return cut
        if "title" in changed:
            _must_be_new(cut.programme, said["title"], said["url"], but=cut.pk)
        for name in changed:
            setattr(cut, name, said[name])
        cut.save(update_fields=sorted(changed))
        record_cut(
            "paper_cut.changed",
            cut,
            by=by,
            at=at,
            before={name: kept[name] for name in sorted(changed)},
        )
    return cut


def read(*, title: str, gap: str, impact: str, workaround: str, url: str) -> dict[str, str]:
    return {
        "title": line(title, field="title", ask="Name the paper cut in a line."),
        "gap": optional(gap, field="gap"),
        "impact": optional(impact, field="impact"),
        "workaround": optional(workaround, field="workaround"),
        "url": web_address(url, field="url"),
    }


def _must_be_new(programme: Programme, title: str, url: str, *, but: int = 0) -> None:
    # Folded here: SQLite compares only ASCII without regard to case.
    every = PaperCut.objects.filter(programme=programme).exclude(pk=but)
    for number, theirs, address in every.values_list("pk", "title", "url").order_by("pk"):
        same_place = not url or not address or url == address
        if theirs.casefold() == title.casefold() and same_place:
            raise Conflict(
                f"CUT-{number} is called that already; say there who asks for it.",
                field="title",
                cut=f"CUT-{number}",
            )


# --- who asked for it ----------------------------------------------------------------------------


def wish(
    *,
    ref: str,
    customer: str,
    impact: str = "",
    url: str = "",
    person: str = "",
    by: Actor,
    at: datetime,
) -> Wish:
    """A customer asks for it; `person` (a login, by default whoever says so) tells them when it is
    there. The same wish again is the same one."""
    if event := repeated(by):
        return one_wish(event.data["wish"])
    require(by, "paper_cut.wish")
    customer = customer_name(customer)
    impact = optional(impact, field="impact")
    url = web_address(url, field="url")
    teller = person_of(person).pk if person.strip() else by.person_id
    with transaction.atomic(durable=True):
        cut = take(ref)
        must_be_open(cut, to="wish for")
        if found := _same(cut, customer, teller):
            return found
        made = make_wish(
            cut, customer=customer, person=teller, impact=impact, url=url, by=by, at=at
        )
        record_cut(
            "paper_cut.wished",
            cut,
            by=by,
            at=at,
            tell=[teller] if teller else [],
            people={"to": teller},
            wish=made.pk,
            customer=customer,
            note=impact,
        )
    return made


def make_wish(
    cut: PaperCut,
    *,
    customer: str,
    person: int | None,
    impact: str = "",
    url: str = "",
    by: Actor,
    at: datetime,
) -> Wish:
    """Inside another action. Without a person it is whoever supports the customer, if that is known."""
    if person is None and (known := named(customer)):
        person = known.support_engineer_id
    return Wish.objects.create(
        cut=cut,
        customer=customer,
        folded=customer.casefold(),
        person_id=person,
        impact=impact,
        url=url,
        by_id=by.person_id,
        at=at,
    )


def customer_name(text: str) -> str:
    name = line(text, field="customer", ask="Name the customer who asks for it.")
    if ";" in name:
        raise Invalid("One customer at a time; a name has no semicolon.", field="customer")
    return name


def _same(cut: PaperCut, customer: str, person: int | None) -> Wish | None:
    found = Wish.objects.filter(cut=cut, folded=customer.casefold())
    if person is not None:
        found = found.filter(person=person)
    return found.first()


def one_wish(number: int) -> Wish:
    """Raises NotFound with a sentence."""
    found = Wish.objects.select_related("cut", "person", "told").filter(pk=number).first()
    if found is None:
        raise NotFound(f"There is no wish {number}; the paper cut lists its own.")
    return found


def say_told(*, wish_id: int, note: str = "", by: Actor, at: datetime) -> Wish:
    """The customer of a wish was told that it is there. Once; again changes nothing."""
    note = optional(note, field="note")
    number = one_wish(wish_id).cut_id
    with transaction.atomic(durable=True):
        cut = take(str(number))
        found = one_wish(wish_id)
        require(by, "paper_cut.tell", mine=found.person_id == by.person_id)
        if not Shipment.objects.filter(cut=cut).exists():
            raise Conflict(f"{cut.ref} is not shipped yet; there is nothing to tell.")
        if Told.objects.filter(wish=found).exists():
            return found
        Told.objects.create(wish=found, note=note, by_id=by.person_id, at=at)
        record_cut(
            "paper_cut.told", cut, by=by, at=at, wish=found.pk, customer=found.customer, note=note
        )
    return one_wish(wish_id)

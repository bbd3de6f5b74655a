"""Mail over SMTP: what goes out, what each answer of the server means, what is kept."""

from __future__ import annotations

import socket

import pytest

from holdfast.journal import ledger
from holdfast.journal.models import Delivery
from holdfast.journal.queries import deliveries
from holdfast.people.models import Person
from tests.mail.conftest import AT

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State


def after(delivery: Delivery, clock) -> Delivery:
    ledger.deliver_due("mail", clock=clock)
    delivery.refresh_from_db()
    return delivery


def test_a_mail_goes_out_and_is_kept_as_it_was_sent(sink, nora, tell, clock):
    (owed,) = tell(nora, text="Found it – Ursache: Ärger")
    after(owed, clock)
    assert (owed.state, owed.note) == (State.SENT, "250 taken")
    (mail,) = sink.mails
    assert mail["Message-ID"] == owed.message["message_id"]
    assert mail["To"] == "Nora Lind <nora@example.com>"
    assert "Ärger" in mail.get_content()
    assert "Ärger" in owed.message["text"]


def test_one_connection_serves_a_batch(sink, nora, tell, clock):
    for _ in range(5):
        tell(nora)
    assert ledger.deliver_due("mail", clock=clock) == 5
    assert (len(sink.mails), len(sink.peers)) == (5, 1)


def test_a_recipient_refused_for_good_is_dead_and_the_next_one_goes(sink, nora, tell, clock):
    gone = Person.objects.create(login="gone", name="Gone", email="gone@example.com")
    sink.refuse_recipients["gone@example.com"] = "550 no such user"
    tell(gone, nora)
    ledger.deliver_due("mail", clock=clock)
    refused = Delivery.objects.get(recipient=gone.pk)
    sent = Delivery.objects.get(recipient=nora.pk)
    assert (refused.state, sent.state) == (State.DEAD, State.SENT)
    assert "550 no such user" in refused.note
    assert deliveries("mail", dead=True).items == [refused]


@pytest.mark.parametrize("says", [("451 later", "retry"), ("554 spam", "dead")])
def test_what_the_server_says_to_the_content(sink, nora, tell, clock, says):
    sink.refuse_content, state = says
    (owed,) = tell(nora)
    after(owed, clock)
    assert owed.state == state
    assert says[0] in owed.note


def test_a_mailbox_that_is_full_for_now_is_tried_again(sink, nora, tell, clock):
    sink.refuse_recipients["nora@example.com"] = "452 mailbox full"
    (owed,) = tell(nora)
    after(owed, clock)
    assert (owed.state, owed.attempts) == (State.RETRY, 1)
    sink.refuse_recipients.clear()
    clock.at = owed.wake_at
    assert after(owed, clock).state == State.SENT


def test_a_line_that_breaks_after_the_content_is_a_doubt_and_goes_again_by_its_name(
    sink, nora, tell, clock
):
    sink.hang_up_after_content = True
    (owed,) = tell(nora)
    after(owed, clock)
    assert owed.state == State.IN_DOUBT
    sink.hang_up_after_content = False
    clock.at = owed.wake_at
    after(owed, clock)
    assert (owed.state, owed.resent) == (State.SENT, 1)
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1
    assert len(sink.mails) == 2


def test_while_the_server_is_away_only_the_first_counts_as_failed(settings, nora, tell, clock):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
    for _ in range(3):
        tell(nora)
    assert ledger.deliver_due("mail", clock=clock) == 3
    rows = Delivery.objects.order_by("id")
    assert [row.state for row in rows] == [State.RETRY] * 3
    assert sorted(row.attempts for row in rows) == [0, 0, 1]
    assert "cannot be reached" in rows[1].note


def test_what_cannot_go_out_is_kept_with_the_reason(sink, nora, tell, clock, settings):
    bare = Person.objects.create(login="bare", name="Bare")
    gone = Person.objects.create(
        login="gone", name="Gone", email="gone@example.com", deactivated_at=AT
    )
    tell(bare, gone)
    ledger.deliver_due("mail", clock=clock)
    settings.EMAIL_URL = ""
    tell(nora)
    ledger.deliver_due("mail", clock=clock)
    notes = {d.recipient: d.note for d in Delivery.objects.filter(state=State.SENT)}
    assert notes == {
        str(bare.pk): "kept in the outbox: the person has no mail address",
        str(gone.pk): "kept in the outbox: the person is deactivated",
        str(nora.pk): "kept in the outbox: no mail server is set",
    }
    assert sink.mails == []


def test_the_outbox_pages_by_key(nora, tell, clock):
    rita = Person.objects.create(login="rita", name="Rita")
    for _ in range(3):
        tell(nora, rita)
    ledger.deliver_due("mail", clock=clock)
    first = deliveries("mail", limit=4)
    rest = deliveries("mail", limit=4, after=first.next)
    assert (len(first.items), len(rest.items), rest.next) == (4, 2, None)
    assert len({mail.pk for mail in (*first.items, *rest.items)}) == 6
    mine = deliveries("mail", recipient=str(nora.pk))
    assert {mail.recipient for mail in mine.items} == {str(nora.pk)}
    assert "ESC-42" in mine.items[0].message["text"]

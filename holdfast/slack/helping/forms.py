"""A form in Slack: opened by a button, checked in place, carried out by the worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import SectionBlock
from slack_sdk.models.views import View

from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.slack import answers, inputs
from holdfast.slack.calls import Call, on_view, opens
from holdfast.slack.helping.fields import Field
from holdfast.slack.helping.subjects import Subject

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """`name` is the action_id of the button that opens it and the callback_id of its view.

    `about` reads what it is done to, `word` is the action it must still allow, `act` does that one
    action and returns a word for who did it: said where nothing else they see changes.
    """

    name: str
    title: str
    button: str
    about: Callable[[Call, str], Subject]
    word: str
    fields: Callable[[Subject], Sequence[Field]]
    act: Callable[[Call, Subject, Said], str]
    also: Callable[[Call, Subject, Said], None] = lambda _call, _subject, _said: None
    on_card: bool = True  # does the card or its thread show that it was done?

    def register(self) -> Form:
        opens(f"click:{self.name}")(self.open)
        on_view(self.name, check=self.check)(self.work)
        return self

    def open(self, call: Call) -> View:
        """Raises Conflict where the moment for it has passed."""
        value = call.value
        subject = self.about(call, value)
        if self.word not in subject.can:
            raise Conflict(subject.why_not(self.word))
        return inputs.form(
            self.name,
            self.title,
            self.button,
            [
                SectionBlock(block_id="about", text={"type": "mrkdwn", "text": subject.words}),
                *(each.block() for each in self.fields(subject)),
            ],
            {"of": value},
        )

    def check(self, call: Call) -> dict[str, str]:
        """What is wrong, by field; at the first one where it cannot be done any more."""
        subject = self.about(call, self._value(call))
        fields = self.fields(subject)
        if self.word not in subject.can:
            return {fields[0].name: subject.why_not(self.word)}
        wrong: dict[str, str] = {}
        said: Said = {}
        for field in fields:
            try:
                said[field.name] = field.read(call.typed)
            except Invalid as invalid:
                wrong[field.name] = invalid.message
        if not wrong:
            try:
                self.also(call, subject, said)
            except Invalid as invalid:
                names = {each.name for each in fields}
                at = invalid.field if invalid.field in names else fields[0].name
                wrong[str(at)] = invalid.message
        return wrong

    def work(self, call: Call) -> None:
        subject = self.about(call, self._value(call))
        said = {field.name: field.read(call.typed) for field in self.fields(subject)}
        word = self.act(call, subject, said)
        if word and not (self.on_card and subject.has_card):
            answers.say(call, word)

    @staticmethod
    def _value(call: Call) -> str:
        return str(call.memory.get("of", ""))

"""A button that does what it says at the press, wherever it stands."""

from __future__ import annotations

from collections.abc import Callable

from slack_sdk.models.views import View

from holdfast.slack import answers, client
from holdfast.slack.calls import Call, on_click
from holdfast.slack.errors import Trouble

Press = Callable[[Call], str]
# How a list that stands open is drawn anew: by its callback_id, from the call within it.
drawn: dict[str, Callable[[Call], View]] = {}


def on_press(name: str) -> Callable[[Press], Press]:
    """`press` does its one action and returns a word for who pressed. Pressed in a list that stands
    open (more.py), the list is drawn anew and says it itself."""

    def add(press: Press) -> Press:
        @on_click(name)
        def work(call: Call) -> None:
            word = press(call)
            draw = drawn.get(str(call.view.get("callback_id", "")))
            if draw is None:
                answers.say(call, word)
                return
            try:
                client.ask("views_update", at=call.at, view_id=call.view["id"], view=draw(call))
            except Trouble:
                answers.say(call, word)  # they closed it meanwhile

        return press

    return add

"""A mail server with memory, on 127.0.0.1: it keeps what it takes and refuses what it is told to."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from aiosmtpd.controller import Controller


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        assert self.server
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Sink:
    """Use as a context manager; `address` is what HOLDFAST_EMAIL_URL wants."""

    def __init__(self) -> None:
        self._contents: list[bytes] = []
        self.names: Counter[str] = Counter()  # how often each Message-ID arrived
        self.peers: set[Any] = set()  # a connection each
        self.refuse_recipients: dict[str, str] = {}  # address -> "550 no such user"
        self.refuse_content = ""
        self.hang_up_after_content = False
        self.delay = 0.0  # seconds a mail takes
        self.on_mail: Callable[[int], None] = lambda _count: None
        self._controller = _AnyPort(self, hostname="127.0.0.1", port=0)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        # Parsed when somebody looks: the crash test takes thousands and looks at none.
        return [message_from_bytes(content, policy=default) for content in self._contents]  # type: ignore[misc]

    # aiosmtpd calls these by name.
    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if refusal := self.refuse_recipients.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.peers.add(session.peer)
        if self.refuse_content:
            return self.refuse_content
        self._contents.append(envelope.content)
        name = re.search(rb"^Message-ID: (\S+)", envelope.content, re.MULTILINE)
        self.names[name[1].decode() if name else ""] += 1
        self.on_mail(len(self._contents))
        if self.hang_up_after_content:
            server.transport.close()
        if self.delay:
            await asyncio.sleep(self.delay)
        return "250 taken"

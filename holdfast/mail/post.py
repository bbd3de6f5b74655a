"""The mail server: one connection for a batch of letters, and what its answers mean."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import time
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from django.conf import settings

from holdfast.journal.channels import Later, Never, Outcome, Sent, Unknown
from holdfast.mail.render import Letter

TIMEOUT = 20.0  # seconds, for each answer of the server
SLOWEST = 40.0  # seconds from the start to the hand-over; the channel's lease counts on it
PAUSE = timedelta(seconds=30)  # how long a server that cannot be reached is left alone
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_OK = 250
_FORWARDED = 251
_REFUSED = 500
_CLOSING = 421


class Post:
    """Used by one thread at a time. `letters` go out over a connection kept until `close`."""

    def __init__(self) -> None:
        self._client: smtplib.SMTP | None = None
        self._client_of = ""
        self._down_until: datetime | None = None
        self._down_note = ""

    def send(self, letter: Letter, *, at: datetime) -> Outcome:
        """Hand the letter over. Raises when the server could not be reached or says "not now"."""
        if self._down_until and at < self._down_until:
            # The first to fail counts as a failed attempt; those behind it only wait their turn.
            return Later(at=self._down_until, note=self._down_note)
        started = time.monotonic()
        message = letter.as_message()
        sender = message["From"].addresses[0].addr_spec
        try:
            client = self._ready()
            self._down_until = None
        except (OSError, smtplib.SMTPException) as error:
            self._down_until = at + PAUSE
            self._down_note = f"The mail server cannot be reached: {error}"[:500]
            self.close()
            raise
        try:
            code, answer = client.mail(sender)
            if code == _OK:
                code, answer = client.rcpt(letter.to)
        except (OSError, smtplib.SMTPException):
            self.close()
            raise
        if time.monotonic() - started > SLOWEST:
            self.close()
            raise TimeoutError(f"The mail server took longer than {SLOWEST:.0f} s to get ready.")
        if code not in {_OK, _FORWARDED}:
            return self._refused(code, answer, letter)
        return self._hand_over(client, message.as_bytes(), letter)

    def _hand_over(self, client: smtplib.SMTP, content: bytes, letter: Letter) -> Outcome:
        try:
            code, answer = client.data(content)
        except smtplib.SMTPDataError as error:
            code, answer = error.smtp_code, _bytes(error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Unknown(f"The answer of the mail server got lost: {error!r}"[:500])
        if code != _OK:
            return self._refused(code, answer, letter)
        return Sent(message=letter.as_record(), note=_words(code, answer))

    def _refused(self, code: int, answer: bytes, letter: Letter) -> Outcome:
        if code == _CLOSING:
            self.close()
        else:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._client.rset() if self._client else None
        if code >= _REFUSED:
            return Never(f"The mail server refused {letter.to}: {_words(code, answer)}")
        raise smtplib.SMTPResponseException(code, _words(code, answer))

    def _ready(self) -> smtplib.SMTP:
        """A connection that answers: the one we have, or a new one."""
        if self._client and self._client_of == settings.EMAIL_URL:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if self._client.rset()[0] == _OK:
                    return self._client
        self.close()
        self._client = _connect(settings.EMAIL_URL)
        self._client_of = settings.EMAIL_URL
        self._client.ehlo_or_helo_if_needed()
        return self._client

    def close(self) -> None:
        if self._client:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._client.quit()
            self._client.close()
            self._client = None


def _connect(address: str) -> smtplib.SMTP:
    parts = urlsplit(address)
    host, port = parts.hostname or "localhost", parts.port or _PORTS[parts.scheme]
    client: smtplib.SMTP
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        client = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        client = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        if parts.scheme == "smtp+starttls":
            client.starttls(context=ssl.create_default_context())
        if parts.username:
            client.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        client.close()
        raise
    return client


def _bytes(answer: bytes | str) -> bytes:
    return answer if isinstance(answer, bytes) else answer.encode()


def _words(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode(errors='replace')}"[:500]

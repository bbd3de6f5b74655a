"""Sessions in the database, read by a statement that is built once: every page asks for one."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from holdfast.store import Statement, slot

_live = Statement(
    lambda: Session.objects.filter(
        session_key=slot.text("key"), expire_date__gt=slot.instant("now")
    )
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _live.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found

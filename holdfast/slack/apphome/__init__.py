"""The App Home: one page for each person, published when they open it and where it changes after that.

Its sections stand in the order of `slack/home.py`; `page.py` puts them together, `refresh.py` keeps
what somebody has open up to date.
"""

from holdfast.slack.apphome import health, mine, offered, standing, waits
from holdfast.slack.apphome import refresh as refresh
from holdfast.slack.channel import register

__all__ = ["health", "mine", "offered", "standing", "waits"]

register(refresh.Home())

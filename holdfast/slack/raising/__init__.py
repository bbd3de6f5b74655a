"""Calling for help from Slack: a mention, a tag, a message's menu, a word; one form for all of them."""

from holdfast.slack.raising import first_answer, form, joining, mentions

__all__ = ["first_answer", "form", "joining", "mentions"]

import logging

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "holdfast.calendar"
    label = "calendar"

    def ready(self) -> None:
        # Late: the channel reads models, which exist only now.
        from holdfast.calendar.channel import CalendarChannel
        from holdfast.journal.channels import register

        register(CalendarChannel())
        # The client writes every address it asks into the log, and these are keys to calendars.
        logging.getLogger("httpx").setLevel(logging.WARNING)

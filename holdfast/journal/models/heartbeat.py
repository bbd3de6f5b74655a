from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of a worker process: what /readyz and the doctor read."""

    worker = models.CharField(max_length=80, primary_key=True)  # host and process number
    beat_at = models.DateTimeField()
    # What the last tick did, by sweep: {"alarms": 3, "deliveries": 12}.
    did = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.worker

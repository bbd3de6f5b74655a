"""Pages for what went wrong, each with what to do."""

from django.http import HttpRequest, HttpResponse


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse("This form was open for too long; go back, reload and send it again.", status=403)

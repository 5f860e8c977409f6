"""News of requests for help."""

from accounts.models import User
from accounts.roles import FLAGS, Role
from core.events import on
from notifications.receivers.telling import tell
from staff.events import HelpAnswered, HelpAsked
from staff.models import HelpRequest


@on(HelpAsked)
def tell_support(event: HelpAsked) -> None:
    request = HelpRequest.objects.select_related("person").get(pk=event.request_id)
    support = User.objects.filter(is_active=True, **{FLAGS[Role.SUPPORT]: True})
    tell(
        "help_asked",
        support.values_list("pk", flat=True),
        but=request.person_id,
        about=f"help:{request.pk}",
        page_arg=request.pk,
        person=request.person.name,
    )


@on(HelpAnswered)
def tell_who_asked(event: HelpAnswered) -> None:
    request = HelpRequest.objects.get(pk=event.request_id)
    tell("help_answered", [request.person_id], about=f"help:{request.pk}")

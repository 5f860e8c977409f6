"""What can go wrong on purpose. Anything else is a bug and should be loud."""

from django.utils.functional import Promise


class DomainError(Exception):
    """An expected refusal, with a sentence fit for the person who asked."""

    code = "refused"
    status = 409

    def __init__(self, message: str | Promise) -> None:
        self.message = str(message)
        super().__init__(self.message)


class InvalidInput(DomainError):
    """The request itself cannot be right, whatever the state of things."""

    code = "invalid"
    status = 400


class NotAllowed(DomainError):
    """This person may not do this."""

    code = "not_allowed"
    status = 403


class WrongState(DomainError):
    """It was possible once, or will be, but not now."""

    code = "wrong_state"


class LimitReached(DomainError):
    """A quota or limit of the policy is used up."""

    code = "limit_reached"

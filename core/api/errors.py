"""One shape for every error of the API: `{type, errors: [{code, detail, attr}]}`."""

from allauth.core.exceptions import ReauthenticationRequired
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from drf_standardized_errors.handler import ExceptionHandler as Standardized
from rest_framework import exceptions
from rest_framework.fields import get_error_detail

from core.errors import DomainError

_PROVE_IT = _("Please give your password once more in your browser first, then try again.")


class Refusal(exceptions.APIException):
    """A DomainError on its way out."""

    def __init__(self, error: DomainError) -> None:
        super().__init__(detail=str(error.message), code=error.code)
        self.status_code = error.status


class ExceptionHandler(Standardized):
    """Adds our refusals and Django's validation to what the library knows."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Expected refusals keep their code and status; anything else stays loud."""
        if isinstance(exc, DomainError):
            return Refusal(exc)
        if isinstance(exc, ReauthenticationRequired):
            return exceptions.PermissionDenied(_PROVE_IT, "reauthentication_required")
        if isinstance(exc, ValidationError):
            return exceptions.ValidationError(get_error_detail(exc))
        return super().convert_known_exceptions(exc)

"""Sentences of Django that people read here every day, to be translated in the voice of Karya.

Our catalogue is asked before Django's own, so it is enough that it holds them.
"""

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    _("This field is required."),
    _("Enter a whole number."),
    _("Enter a number."),
    _("Enter a valid date."),
    _("Enter a valid email address."),
    _("Enter a valid URL."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("The submitted file is empty."),
)

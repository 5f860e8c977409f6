"""Form fields that every app shares."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.files import ACCEPTED, inspect
from core.money import Money, format_money, parse_money, smallest_step
from core.texts import one_line, person_name, several_lines


class MoneyField(forms.CharField):
    """Reads an amount as people write it; cleans to `Money`."""

    def __init__(
        self,
        *,
        currency: str = "IDR",
        least: int | None = None,
        most: int | None = None,
        **kwargs: Any,
    ) -> None:
        """`least` and `most` are in minor units."""
        self.currency, self.least, self.most = currency, least, most
        kwargs.setdefault("max_length", 40)
        # No `autocomplete="off"`: on Back, browsers leave such fields empty.
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Money):
            return value
        return format_money(value).removeprefix("Rp")  # the field itself stands behind an “Rp”

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Money) or value in self.empty_values:
            return value if isinstance(value, Money) else None
        try:
            return parse_money(str(value), self.currency)
        except InvalidInput as error:
            raise ValidationError(error.message, code="invalid") from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.least is not None and value.minor < self.least:
            step = smallest_step(self.currency)
            least = format_money(Money(-(-self.least // step) * step, self.currency))
            raise ValidationError(_("The least is %(least)s.") % {"least": least}, code="too_small")
        if self.most is not None and value.minor > self.most:
            most = format_money(Money(self.most, self.currency))
            raise ValidationError(_("The most is %(most)s.") % {"most": most}, code="too_large")

    def run_validators(self, value: Any) -> None:
        """The amount was checked as Money; the validators of text do not apply."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


class WordsField(forms.CharField):
    """Words of several lines; a line end counts as one character, as the browser counts it."""

    def to_python(self, value: Any) -> str:
        return several_lines(str(super().to_python(value) or ""))


class LineField(forms.CharField):
    """A title, or anything short in one line, without what cannot be seen in it."""

    def to_python(self, value: Any) -> str:
        return one_line(str(super().to_python(value) or ""))


class NameField(forms.CharField):
    """What a person is called."""

    def to_python(self, value: Any) -> str:
        name = str(super().to_python(value) or "")
        try:
            return person_name(name) if name else ""
        except InvalidInput as error:
            raise ValidationError(error.message, code="invalid") from None


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several uploads, each recognised by its content; cleans to a list."""

    def __init__(self, *, most: int = 10, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ACCEPTED}))
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:  # noqa: ARG002
        uploads = [u for u in (data if isinstance(data, (list, tuple)) else [data]) if u]
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.most:
            raise ValidationError(
                _("Attach %(most)d files at the most.") % {"most": self.most}, code="too_many"
            )
        for upload in uploads:
            try:
                inspect(upload)
            except InvalidInput as error:
                raise ValidationError(error.message, code="invalid") from None
        return uploads


class Insertable(forms.Form):
    """A form that is also sent to have words put into it (`insert`): then it is shown again.

    Whoever puts them in changes `request.POST` before the view sees it; nothing is decided.
    """

    @property
    def errors(self) -> ErrorDict:
        return ErrorDict() if self.is_inserting else super().errors

    @property
    def is_inserting(self) -> bool:
        return "insert" in self.data

    def is_valid(self) -> bool:
        return not self.is_inserting and super().is_valid()

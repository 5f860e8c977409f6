"""Fields that every app shares."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from core.forms import FilesField, MoneyField
from core.money import Money


class Order(forms.Form):
    price = MoneyField(least=100_00, most=500_00)
    files = FilesField(most=2)


def order(price: str, *uploads: SimpleUploadedFile) -> Order:
    return Order({"price": price}, MultiValueDict({"files": list(uploads)}))


def text(name: str = "a.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"halo")


def test_a_price_cleans_to_money():
    form = order("Rp 250")
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"price": Money(250_00, "IDR"), "files": []}


@pytest.mark.parametrize(
    ("price", "code"),
    [("", "required"), ("99", "too_small"), ("501", "too_large"), ("many", "invalid")],
)
def test_each_refusal_has_its_code(price, code):
    assert order(price).errors.as_data()["price"][0].code == code


def test_an_amount_is_shown_as_people_write_it():
    form = Order(initial={"price": Money(1_500_00, "IDR")})
    assert 'value="1,500"' in str(form["price"])


def test_several_files_clean_to_a_list():
    form = order("250", text("a.txt"), text("b.txt"))
    assert form.is_valid(), form.errors
    assert [f.name for f in form.cleaned_data["files"]] == ["a.txt", "b.txt"]


def test_too_many_or_strange_files_are_refused():
    assert order("250", text(), text(), text()).errors.as_data()["files"][0].code == "too_many"
    assert order("250", text("a.exe")).errors.as_data()["files"][0].code == "invalid"

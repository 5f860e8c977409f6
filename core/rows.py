"""Whole rows as model instances, from plain SQL: for the few reads that everything waits for."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


@cache
def columns_of(model: type[Model]) -> tuple[str, ...]:
    """The columns of a table, in the order of the model's fields."""
    return tuple(str(field.column) for field in model._meta.concrete_fields)


@cache
def _conversions_of(model: type[Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    fields = model._meta.concrete_fields
    conversions = [
        (place, convert)
        for place, field in enumerate(fields)
        for convert in field.get_db_converters(connection)
    ]
    return [field.attname for field in fields], conversions


def instance_of(model: type[M], row: Sequence[Any]) -> M:
    """The instance that a row of `columns_of` is."""
    names, conversions = _conversions_of(model)
    values = list(row)
    for place, convert in conversions:
        values[place] = convert(values[place], None, connection)
    return model.from_db(connection.alias, names, values)


class RowsBySql:
    """A function in Postgres that answers with one whole row of each of several tables.

    Its plans are kept by the connection, where a query with joins is planned anew each time.
    """

    def __init__(self, function: str, **models: type[Model]) -> None:
        self._function, self._models = function, models
        self._query = ""

    def __call__(self, pk: int) -> dict[str, Any]:
        """By name, each instance, or None where there is no such row (1 query)."""
        with connection.cursor() as cursor:
            cursor.execute(self._text, [pk])
            row = cursor.fetchone()
        found: dict[str, Any] = {}
        start = 0
        for name, model in self._models.items():
            end = start + len(columns_of(model))
            found[name] = None if row[start] is None else instance_of(model, row[start:end])
            start = end
        return found

    @property
    def _text(self) -> str:
        if not self._query:
            columns = ", ".join(
                f'(f.{name})."{column}"'
                for name, model in self._models.items()
                for column in columns_of(model)
            )
            self._query = f"SELECT {columns} FROM {self._function}(%s) f"  # noqa: S608
        return self._query

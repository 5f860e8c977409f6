"""Whole rows as model instances, from plain SQL: for the few reads that everything waits for."""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)
# What JSON has no word for, and writes as a string or a number.
_WORDED = (
    models.DateField,
    models.DecimalField,
    models.DurationField,
    models.TimeField,
    models.UUIDField,
)


@cache
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a table, in the order of the model's fields."""
    return tuple(str(field.column) for field in model._meta.concrete_fields)


@cache
def _names_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _conversions_of(model: type[models.Model]) -> list[tuple[int, Any]]:
    return [
        (place, convert)
        for place, field in enumerate(model._meta.concrete_fields)
        for convert in field.get_db_converters(connection)
    ]


def instance_of(model: type[M], row: Sequence[Any]) -> M:
    """The instance that a row of `columns_of` is."""
    values = list(row)
    for place, convert in _conversions_of(model):
        values[place] = convert(values[place], None, connection)
    return model.from_db(connection.alias, _names_of(model), values)


class RowsBySql:
    """A function in Postgres that answers with one whole row of each of several tables.

    Its plans are kept by the connection, where a query with joins is planned anew each time; and
    its hundred columns are read faster as a few texts of JSON. `lists` are arrays of whole rows,
    `values` are plain ones.
    """

    def __init__(
        self,
        function: str,
        *,
        rows: Mapping[str, type[models.Model]],
        lists: Mapping[str, type[models.Model]] | None = None,
        values: Sequence[str] = (),
    ) -> None:
        self._rows, self._lists, self._values = rows, lists or {}, values
        columns = [f"row_to_json(f.{name})::text" for name in self._rows]
        columns += [f"array_to_json(f.{name})::text" for name in self._lists]
        columns += [f"f.{name}" for name in values]
        self._start = f"SELECT {', '.join(columns)} FROM {function}"  # noqa: S608

    def __call__(self, **arguments: Any) -> dict[str, Any]:
        """By name, each instance, or None where there is no such row; lists of them; values.

        The function's parameters are the names of the arguments with `p_` before them (1 query).
        """
        named = ", ".join(f"p_{name} => %({name})s" for name in arguments)
        with connection.cursor() as cursor:
            cursor.execute(f"{self._start}({named}) f", arguments)
            texts = iter(cursor.fetchone())
        found: dict[str, Any] = {}
        for name, model in self._rows.items():
            found[name] = _instance_told(model, _told(next(texts)))
        for name, model in self._lists.items():
            found[name] = [_instance_told(model, told) for told in _told(next(texts)) or ()]
        return found | dict(zip(self._values, texts, strict=True))


def _told(text: str | None) -> Any:
    return json.loads(text, parse_float=Decimal) if text else None


@cache
def _readers_of(model: type[models.Model]) -> list[tuple[str, Callable[[Any], Any] | None]]:
    return [
        (str(field.column), field.to_python if isinstance(field, _WORDED) else None)
        for field in model._meta.concrete_fields
    ]


def _instance_told(model: type[M], told: Mapping[str, Any] | None) -> M | None:
    if not told or told.get(str(model._meta.pk.column)) is None:
        return None
    values = []
    for column, read in _readers_of(model):
        value = told[column]
        values.append(value if read is None or value is None else read(value))
    return model.from_db(connection.alias, _names_of(model), values)

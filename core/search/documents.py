"""How texts become words to find them by, in both languages; the same for what is looked for."""

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import cast

from django.contrib.postgres.search import SearchVector
from django.db.models import F, Func, TextField
from django.db.models.expressions import CombinedExpression

CONFIGS = ("karya_id", "karya_en")


class Plain(Func):
    """Lower case, with names such as C#, .NET, Node.js and UI/UX made into words."""

    function = "projects_plain"
    output_field = TextField()


def document(**columns: str | Sequence[str]) -> CombinedExpression:
    """The words of some columns, each under the weight (A to D) that names it."""
    vectors: list[SearchVector | CombinedExpression] = [
        SearchVector(Plain(F(column)), weight=weight, config=config)
        for weight, named in columns.items()
        for column in ([named] if isinstance(named, str) else named)
        for config in CONFIGS
    ]
    return cast("CombinedExpression", reduce(add, vectors))

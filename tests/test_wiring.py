"""What follows from what, on one page. Change it together with the receivers."""

from core import events

TABLE: dict[str, list[str]] = {}


def test_every_consequence_is_listed():
    wiring = {
        kind.__name__: [f"{h.__module__}.{h.__name__}" for h in handlers]
        for kind, handlers in sorted(events._handlers.items(), key=lambda pair: pair[0].__name__)
        if handlers
    }
    assert wiring == TABLE

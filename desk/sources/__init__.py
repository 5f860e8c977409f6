"""The adapters of each room; importing this puts them on the desk."""

from desk.sources import money, people, work

__all__ = ["money", "people", "work"]

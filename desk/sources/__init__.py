"""The adapters of each room; importing this puts them on the desk."""

from desk.sources import books, money, people, work

__all__ = ["books", "money", "people", "work"]

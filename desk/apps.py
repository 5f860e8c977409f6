from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self) -> None:
        from desk import sources  # noqa: F401, PLC0415 -- app ready

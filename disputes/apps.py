from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"

    def ready(self) -> None:
        from disputes import receivers  # noqa: F401, PLC0415 -- app ready

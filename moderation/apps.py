from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from accounts import slots  # noqa: PLC0415 -- app ready
        from moderation.views.reports import profile_part  # noqa: PLC0415 -- app ready

        slots.register(profile_part)

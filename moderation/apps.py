from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from accounts import exports, slots  # noqa: PLC0415 -- app ready
        from moderation import receivers  # noqa: F401, PLC0415 -- app ready
        from moderation.exports import moderation_of  # noqa: PLC0415 -- app ready
        from moderation.views.reports import profile_part  # noqa: PLC0415 -- app ready

        exports.register("moderation", moderation_of)
        slots.register(profile_part)

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from accounts import exports  # noqa: PLC0415 -- app ready
        from identity.ties import register  # noqa: PLC0415 -- app ready
        from messaging import receivers, ties  # noqa: F401, PLC0415 -- app ready
        from messaging.exports import messages_of  # noqa: PLC0415 -- app ready

        exports.register("messages", messages_of)
        register(ties.TALK, ties.wrote_to)

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "identity"

    def ready(self) -> None:
        from accounts import exports  # noqa: PLC0415 -- app ready
        from identity import receivers  # noqa: F401, PLC0415 -- app ready
        from identity.exports import checks_of  # noqa: PLC0415 -- app ready

        exports.register("identity", checks_of)

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "evidence"

    def ready(self) -> None:
        from accounts import exports  # noqa: PLC0415 -- app ready
        from evidence import receivers  # noqa: F401, PLC0415 -- app ready
        from evidence.exports import pieces_of  # noqa: PLC0415 -- app ready

        exports.register("evidence", pieces_of)

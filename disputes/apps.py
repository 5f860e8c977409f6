from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"

    def ready(self) -> None:
        from accounts import exports  # noqa: PLC0415 -- app ready
        from disputes import receivers, selectors  # noqa: F401, PLC0415 -- app ready
        from disputes.exports import disputes_of  # noqa: PLC0415 -- app ready
        from payments import facts  # noqa: PLC0415 -- app ready

        exports.register("disputes", disputes_of)
        facts.provide(facts.DISPUTES_LOST, selectors.disputes_lost_by)

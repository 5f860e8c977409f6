from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"

    def ready(self) -> None:
        from disputes import receivers, selectors  # noqa: F401, PLC0415 -- app ready
        from payments import facts  # noqa: PLC0415 -- app ready

        facts.provide(facts.DISPUTES_LOST, selectors.disputes_lost_by)

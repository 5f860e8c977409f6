from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from payments import facts, slots  # noqa: PLC0415 -- app ready
        from projects import budget_notes, receivers, selectors  # noqa: F401, PLC0415 -- app ready

        slots.register(budget_notes.notes_on)
        facts.provide(facts.CONTRACTS, selectors.contracts_completed_by)

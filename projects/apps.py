from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from payments import slots  # noqa: PLC0415 -- app ready
        from projects import budget_notes, receivers  # noqa: F401, PLC0415 -- app ready

        slots.register(budget_notes.notes_on)

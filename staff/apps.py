from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "staff"

    def ready(self) -> None:
        from accounts import exports  # noqa: PLC0415 -- app ready
        from staff import receivers  # noqa: F401, PLC0415 -- app ready
        from staff.selectors import (  # noqa: PLC0415 -- app ready
            help_for_export,
            looks_for_export,
        )

        exports.register("looks_by_staff", looks_for_export)
        exports.register("help_requests", help_for_export)

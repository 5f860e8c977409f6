from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from accounts import exports  # noqa: PLC0415 -- app ready
        from identity.ties import register  # noqa: PLC0415 -- app ready
        from payments import facts, slots  # noqa: PLC0415 -- app ready
        from payments.kinds import FORCED  # noqa: PLC0415 -- app ready
        from payments.services import confirming  # noqa: PLC0415 -- app ready
        from projects import (  # noqa: PLC0415 -- app ready
            budget_notes,
            receivers,  # noqa: F401
            selectors,
            ties,
        )
        from projects.exports import work_of  # noqa: PLC0415 -- app ready
        from projects.services import long_holds  # noqa: PLC0415 -- app ready

        exports.register("work", work_of)
        slots.register(budget_notes.notes_on)
        facts.provide(facts.CONTRACTS, selectors.contracts_completed_by)
        confirming.register(FORCED, long_holds.confirm_by_staff)
        register(ties.WORK, ties.worked_with)
        register(ties.BID, ties.bid_between)
        register(ties.INVITATION, ties.invited_by)

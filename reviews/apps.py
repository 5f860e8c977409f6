from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        from accounts import exports, slots  # noqa: PLC0415 -- app ready
        from identity.ties import register  # noqa: PLC0415 -- app ready
        from reviews import ties  # noqa: PLC0415 -- app ready
        from reviews.exports import reviews_of  # noqa: PLC0415 -- app ready
        from reviews.views import profile_part  # noqa: PLC0415 -- app ready

        slots.register(profile_part)
        exports.register("reviews", reviews_of)
        register(ties.REVIEW, ties.reviewed_by)

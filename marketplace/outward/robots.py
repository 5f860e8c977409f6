"""What programs that walk the web are asked to leave alone."""

from marketplace.outward.addresses import named

# Rooms behind the sign-in; what they would get there is a form to sign in.
ROOMS = (
    *("/accounts/", "/admin/", "/desk/", "/dashboard/", "/settings/", "/mode/", "/language/"),
    *("/messages/", "/notifications/", "/unsubscribe/", "/events/", "/files/", "/dev/"),
    *("/contracts/", "/milestones/", "/amendments/", "/refund-requests/", "/reviews/"),
    *("/bids/", "/invitations/", "/searches/", "/disputes/", "/evidence/", "/identity/"),
    *("/pay/", "/payments/", "/payouts/", "/destinations/", "/earnings/", "/documents/"),
    *("/income/", "/spending/", "/set-asides/", "/budgets/", "/sandbox/"),
    *("/moderation/", "/review/", "/reports/", "/cases/", "/help/ask/"),
    *("/projects/new/", "/projects/mine/", "/projects/for-you/", "/projects/saved/"),
    *("/projects/*/bid/", "/projects/*/bids/", "/projects/*/edit/", "/projects/*/suggestions/"),
    *("/projects/*/case/", "/people/*/invitation/", "/transparency/disputes/export/"),
)
# For programs of another kind, or endless: suggestions while typing, feeds, words and orders.
ENDLESS = (
    *(
        "/api/",
        "/health/",
        "/metrics",
        "/webhooks/",
        "/projects/suggestions/",
        "/freelancers/suggestions/",
    ),
    "/projects/feed/",
    *(f"/*{mark}{name}=" for name in ("q", "order", "weights", "after") for mark in "?&"),
    *("/*?weight_", "/*&weight_"),
)
ALLOWED = ("/api/docs",)


def robots_text() -> str:
    """The words of /robots.txt."""
    lines = [
        "User-agent: *",
        *(f"Allow: {path}" for path in ALLOWED),
        *(f"Disallow: {path}" for path in (*ROOMS, *ENDLESS)),
        "",
        f"Sitemap: {named('sitemap')}",
    ]
    return "\n".join(lines) + "\n"

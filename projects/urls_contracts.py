"""Addresses of the contract room; an action is a resource."""

from django.urls import URLPattern, URLResolver, path

from projects.views import (
    amendments,
    budgets,
    contracts,
    held_long,
    milestones,
    part_releases,
    refunds,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/held/<int:pk>/", held_long.held_long, name="held-long"),
    path("budgets/", budgets.list_budgets, name="budgets"),
    path("budgets/<int:pk>/removal/", budgets.remove, name="remove-budget"),
    path("contracts/", contracts.list_contracts, name="contracts"),
    path("contracts/<int:pk>/", contracts.show_contract, name="contract"),
    path("contracts/<int:pk>/agreement/", contracts.show_agreement, name="agreement"),
    path("contracts/<int:pk>/end/", contracts.end_contract, name="end-contract"),
    path("contracts/<int:pk>/pause/", contracts.ask_pause, name="ask-pause"),
    path("contracts/<int:pk>/pause-refusal/", contracts.refuse_pause, name="refuse-pause"),
    path("contracts/<int:pk>/resumption/", contracts.resume, name="resume"),
    path("contracts/<int:pk>/amendments/", amendments.propose, name="amend"),
    path("amendments/<int:pk>/acceptance/", amendments.accept, name="accept-amendment"),
    path("amendments/<int:pk>/refusal/", amendments.refuse, name="refuse-amendment"),
    path("milestones/<int:pk>/", milestones.show, name="milestone"),
    path("milestones/<int:pk>/funding/", milestones.fund, name="fund"),
    path("milestones/<int:pk>/deliveries/", milestones.deliver, name="deliver"),
    path("milestones/<int:pk>/changes/", milestones.request_changes, name="request-changes"),
    path("milestones/<int:pk>/standing/", milestones.stand, name="stand"),
    path("milestones/<int:pk>/approval/", milestones.approve, name="approve"),
    path("milestones/<int:pk>/partial-release/", part_releases.release, name="release-part"),
    path("milestones/<int:pk>/refund-requests/", refunds.ask, name="ask-refund"),
    path("refund-requests/<int:pk>/", refunds.show, name="refund-request"),
    path("refund-requests/<int:pk>/agreement/", refunds.agree, name="agree-refund"),
    path("refund-requests/<int:pk>/refusal/", refunds.refuse, name="refuse-refund"),
    path("refund-requests/<int:pk>/withdrawal/", refunds.withdraw, name="withdraw-refund"),
]

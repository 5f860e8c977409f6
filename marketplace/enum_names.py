"""What the API's schema calls each set of choices; clients are generated from these names."""

ENUM_NAMES = {
    "ProjectState": "projects.states.ProjectState",
    "BidState": "projects.states.BidState",
    "ContractState": "projects.states.ContractState",
    "MilestoneState": "projects.states.MilestoneState",
    "AmendmentState": "projects.states.AmendmentState",
    "EscrowState": "payments.states.EscrowState",
    "PayinState": "payments.states.PayinState",
    "EarningState": "payments.states.EarningState",
    "PayoutState": "payments.states.PayoutState",
    "DocumentKind": "payments.kinds.DocumentKind",
    "StatementLetterState": "payments.kinds.LetterState",
    "TaxExemption": "payments.kinds.Exemption",
    "PayoutPartState": "payments.states.PartState",
    "NameMatch": "payments.states.NameMatch",
    "AlertFrequency": "projects.models.saved.Frequency",
    "PayoutCadence": "payments.states.Cadence",
    "DisputeState": "disputes.states.DisputeState",
    "ReviewState": "reviews.states.ReviewState",
    "LanguageEnum": "marketplace.settings.LANGUAGES",
}

"""What follows from what: the whole table of events and their receivers, pinned.

A change here is a change of what Karya does when something happens: read it twice. To print the
table as it is now: `python -m pytest tests/test_wiring.py -s -k prints`.
"""

from importlib import import_module

from core.events import Event, _handlers

APPS = (
    "accounts",
    "staff",
    "identity",
    "payments",
    "projects",
    "messaging",
    "disputes",
    "reviews",
    "evidence",
    "moderation",
)

# Nobody is told of these by themselves, because something else says it, or only the actor cares.
SILENT = {
    "accounts.PersonRegistered": "the sign-up sends its own letter",
    "accounts.LegalNameChanged": "told as IdentityExpired",
    "accounts.AccountClosing": "asks for a veto",
    "payments.EscrowMoving": "asks for locks",
    "payments.EscrowHeld": "told as MilestoneFunded",
    "payments.EscrowGivenBack": "told as MilestonePaymentGivenBack",
    "payments.EscrowReleased": "told as MilestoneApproved",
    "payments.EscrowRefunded": "told as MilestoneSettled",
    "payments.EscrowSplit": "told as MilestoneSettled, or by the dispute",
    "payments.EscrowFrozen": "told as DisputeOpened",
    "payments.EscrowUnfrozen": "told as DisputeWithdrawn",
    "payments.EscrowCancelled": "told as what cancelled it",
    "payments.EscrowReversed": "told as ChargebackLost",
    "payments.PayinCancelled": "only the actor cares",
    "payments.RefundRequested": "told when it is done",
    "payments.EarningsAvailable": "told as EarningsDivided",
    "payments.EarningPending": "told as MilestoneApproved, and when it is available",
    "payments.PayoutRequested": "only the actor cares",
    "payments.ProviderEventReceived": "work for a task",
    "payments.ReconciliationAsked": "work for a task",
    "projects.ContractStarted": "told as MilestoneFunded",
    "projects.ProjectRemoved": "told as CaseOpened and BidReleased",
    "projects.ProjectRestored": "told as CaseDecided or AppealDecided, and BidRestored",
    "projects.MilestoneDisputed": "told as DisputeOpened",
}

WIRING: dict[str, list[str]] = {
    "accounts.PersonRegistered": [],
    "accounts.LegalNameChanged": ["identity.end_for_new_name"],
    "accounts.TokenMade": ["notifications.people.tell_owner_of_token"],
    "staff.HelpAsked": ["notifications.support.tell_support"],
    "staff.HelpAnswered": ["notifications.support.tell_who_asked"],
    "identity.IdentitySubmitted": ["notifications.identities.tell_moderators"],
    "identity.IdentityVerified": ["notifications.identities.tell_of_verification"],
    "identity.IdentityReturned": ["notifications.identities.tell_of_return"],
    "identity.IdentityExpired": ["notifications.identities.tell_of_end"],
    "identity.IdentityOverdue": ["notifications.identities.tell_moderators_of_overdue"],
    "accounts.AccountClosing": [
        "staff.keep_what_is_held",
        "payments.keep_accounts_with_money",
        "projects.keep_accounts_with_open_work",
    ],
    "accounts.AccountClosed": [
        "identity.forget_identity_of_closed",
        "payments.forget_phone_of_closed",
        "projects.end_work_of_closed",
        "moderation.forget_profile_of_closed",
        "notifications.people.forget_letters_of_closed",
    ],
    "payments.EscrowMoving": ["projects.lock_from_above"],
    "payments.EscrowHeld": [
        "payments.close_other_payments",
        "payments.hand_out_receipt",
        "projects.fund_milestone",
        "projects.watch_budgets",
    ],
    "payments.EscrowPartlyPaid": [
        "payments.close_other_payments",
        "payments.hand_out_receipt",
        "projects.wait_for_the_rest",
        "projects.watch_budgets",
        "notifications.money.tell_both_what_is_missing",
    ],
    "payments.EscrowGivenBack": [
        "payments.close_other_payments",
        "projects.wait_for_a_new_payment",
    ],
    "payments.EscrowPartlyReleased": ["notifications.money.tell_payee_of_part"],
    "payments.EscrowReleased": ["projects.settle_milestone"],
    "payments.EscrowRefunded": ["projects.settle_milestone"],
    "payments.EscrowSplit": ["projects.settle_milestone"],
    "payments.EscrowFrozen": [],
    "payments.EscrowUnfrozen": ["projects.end_what_the_bank_left"],
    "payments.EscrowCancelled": ["payments.close_other_payments"],
    "payments.EscrowReversed": [
        "projects.settle_milestone",
        "disputes.end_what_nobody_can_decide",
    ],
    "payments.ChargebackOpened": [
        "projects.drop_wish_for_money_back",
        "projects.note_word_of_the_bank",
        "evidence.freeze_what_was_paid_for",
        "notifications.chargebacks.tell_of_chargeback",
    ],
    "payments.ChargebackDueSoon": ["notifications.chargebacks.tell_of_deadline"],
    "payments.ChargebackWon": [
        "projects.note_word_of_the_bank",
        "notifications.chargebacks.tell_of_win",
    ],
    "payments.DebtRepaid": ["notifications.earnings.tell_of_repaid_debt"],
    "payments.DebtWrittenOff": ["notifications.decisions.tell_debtor"],
    "payments.DifferenceKept": ["notifications.decisions.tell_payer_of_difference"],
    "payments.DecisionToConfirm": ["notifications.decisions.tell_second_people"],
    "payments.DecisionReturned": ["notifications.decisions.tell_of_return"],
    "payments.ReconciliationAsked": ["payments.wake_comparison"],
    "payments.ReconciliationFailed": ["notifications.books.tell_of_failed_comparison"],
    "payments.ReconciliationDiffered": ["notifications.books.tell_of_differences"],
    "payments.StatementsMade": ["notifications.money.tell_of_statements"],
    "payments.StatementLetterHandedIn": ["notifications.books.tell_of_letter"],
    "payments.StatementLetterDecided": ["notifications.books.tell_of_decided_letter"],
    "payments.ChargebackLost": [
        "payments.hand_out_credit_note_of_the_bank",
        "projects.note_word_of_the_bank",
        "disputes.lessen_what_is_disputed",
        "notifications.chargebacks.tell_of_loss",
    ],
    "payments.EscrowHeldLong": ["notifications.money.tell_of_long_escrow"],
    "payments.EscrowMustBeDecided": ["notifications.money.tell_of_long_escrow"],
    "payments.PayinFailed": [
        "projects.wait_for_another_payment",
        "notifications.money.tell_payer_of_failure",
    ],
    "payments.PayinExpired": [
        "projects.wait_for_another_payment",
        "notifications.money.tell_payer_of_expiry",
    ],
    "payments.PayinCancelled": ["projects.wait_for_another_payment"],
    "payments.PayinExcess": ["notifications.money.tell_payer_of_excess"],
    "payments.PayinMismatched": [
        "projects.wait_for_another_payment",
        "notifications.money.tell_of_mismatch",
    ],
    "payments.RefundRequested": ["payments.send_it_back"],
    "payments.RefundDone": [
        "payments.hand_out_credit_note",
        "notifications.money.tell_payer_of_refund",
    ],
    "payments.RefundFailed": ["notifications.money.tell_of_failed_refund"],
    "payments.RefundReturned": ["notifications.money.tell_of_returned_refund"],
    "payments.EarningPending": ["payments.make_it_available_in_time"],
    "payments.EarningsAvailable": ["payments.divide_earnings"],
    "payments.EarningsDivided": ["notifications.earnings.tell_of_earnings"],
    "payments.PayoutRequested": [],
    "payments.PayoutReviewNeeded": ["notifications.money.tell_of_check"],
    "payments.PayoutApproved": ["payments.send_it", "notifications.money.tell_of_approval"],
    "payments.PayoutPaid": ["payments.hand_out_payout_slip", "notifications.money.tell_of_payout"],
    "payments.PayoutFailed": [
        "payments.repay_debts_from_payout",
        "notifications.money.tell_of_failed_payout",
    ],
    "payments.PayoutReturned": [
        "payments.repay_debts_from_payout",
        "notifications.money.tell_of_returned_payout",
    ],
    "payments.PayoutCancelled": [
        "payments.repay_debts_from_payout",
        "notifications.money.tell_of_refused_payout",
    ],
    "payments.PayoutPartlyPaid": [
        "payments.repay_debts_from_payout",
        "payments.hand_out_payout_slip",
        "notifications.payouts.tell_of_partly_paid",
    ],
    "payments.PayoutReviewLate": ["notifications.payouts.tell_of_late_check"],
    "payments.ScheduledPayoutSkipped": ["notifications.payouts.tell_of_skipped_payout"],
    "payments.PayoutsStopped": ["notifications.payouts.tell_of_stop"],
    "payments.PayoutsResumed": ["notifications.payouts.tell_of_end_of_stop"],
    "payments.DestinationChanged": ["notifications.money.tell_of_destination"],
    "payments.ConnectionReady": ["notifications.payouts.tell_of_ready_connection"],
    "payments.ConnectionBlocked": ["notifications.payouts.tell_of_blocked_connection"],
    "payments.ContributionDue": ["notifications.money.tell_of_contribution"],
    "payments.ProviderEventReceived": ["payments.work_on_it"],
    "projects.BudgetPassed": ["notifications.budgets.tell_of_budget"],
    "projects.SearchesMatched": ["notifications.searches.tell_of_match"],
    "projects.SearchAnswered": ["notifications.searches.tell_of_answer"],
    "projects.ProjectPublished": [
        "projects.ring_for_searches",
        "notifications.bidding.tell_client_of_opening",
    ],
    "projects.ProjectHeldForReview": ["notifications.bidding.tell_moderators_of_posting"],
    "projects.ProjectReturned": ["notifications.bidding.tell_client_of_return"],
    "projects.ProjectChanged": ["notifications.bidding.tell_bidders"],
    "projects.ProjectExpired": ["notifications.bidding.tell_client_of_expiry"],
    "projects.ProjectCancelled": ["notifications.bidding.tell_invited"],
    "projects.ProjectRemoved": [],
    "projects.ProjectRestored": [],
    "projects.ProjectReopened": ["notifications.bidding.tell_bidders"],
    "projects.InvitationSent": ["notifications.bidding.tell_freelancer_of_invitation"],
    "projects.InvitationDeclined": ["notifications.bidding.tell_client_of_refused_invitation"],
    "projects.BidSubmitted": ["notifications.bidding.tell_client_of_bid"],
    "projects.BidRevised": ["notifications.bidding.tell_client_of_change"],
    "projects.BidAgreed": ["notifications.bidding.tell_client_of_agreement"],
    "projects.BidCountered": ["notifications.bidding.tell_freelancer_of_terms"],
    "projects.BidShortlisted": ["notifications.bidding.tell_freelancer_of_short_list"],
    "projects.BidRejected": ["notifications.bidding.tell_freelancer_of_refusal"],
    "projects.BidWithdrawn": ["notifications.bidding.tell_client_of_withdrawal"],
    "projects.BidReleased": ["notifications.bidding.tell_freelancer_of_release"],
    "projects.BidRestored": ["notifications.bidding.tell_freelancer_of_return"],
    "projects.BidNotSelected": ["notifications.bidding.tell_freelancer_of_end"],
    "projects.OfferMade": ["notifications.bidding.tell_freelancer_of_offer"],
    "projects.OfferDeclined": ["notifications.bidding.tell_client_of_refused_offer"],
    "projects.OfferTakenBack": ["notifications.bidding.tell_freelancer_of_offer_taken_back"],
    "projects.OfferLapsed": ["notifications.bidding.tell_both_of_lapsed_offer"],
    "projects.ContractSigned": [
        "messaging.talk_on_about_contract",
        "notifications.work.tell_client_of_signature",
    ],
    "projects.ContractStarted": [],
    "projects.ContractLapsed": ["notifications.work.tell_both_of_lapse"],
    "projects.ContractEnding": ["notifications.work.tell_other_of_ending"],
    "projects.ContractEnded": [
        "notifications.work.tell_both_of_end",
    ],
    "projects.PauseAsked": ["notifications.work.tell_other_of_wished_pause"],
    "projects.PauseRefused": ["notifications.work.tell_other_of_refused_pause"],
    "projects.ContractPaused": ["notifications.work.tell_other_of_pause"],
    "projects.ContractResumed": ["notifications.work.tell_of_resumption"],
    "projects.AmendmentProposed": ["notifications.work.tell_other_of_amendment"],
    "projects.AmendmentAccepted": ["notifications.work.tell_of_answered_amendment"],
    "projects.AmendmentDeclined": ["notifications.work.tell_of_answered_amendment"],
    "projects.MilestoneFunded": ["notifications.work.tell_both_of_funding"],
    "projects.MilestonePaymentGivenBack": ["notifications.work.tell_both_that_a_payment_goes_back"],
    "projects.MilestoneDelivered": ["notifications.work.tell_client_of_delivery"],
    "projects.ChangesRequested": ["notifications.work.tell_freelancer_of_changes"],
    "projects.ApprovalByClockDue": ["notifications.work.refuse_if_client_never_heard"],
    "projects.MilestoneApproved": ["notifications.work.tell_of_approval"],
    "projects.MilestoneSettled": ["notifications.work.tell_of_refund"],
    "projects.MilestoneDisputed": [],
    "projects.MilestoneReminder": ["notifications.work.remind_whose_turn_it_is"],
    "projects.RefundAsked": ["notifications.work.tell_freelancer_of_refund_request"],
    "projects.RefundAnswered": ["notifications.work.tell_client_of_refund_answer"],
    "messaging.MessageSent": ["notifications.talk.tell_other_of_message"],
    "messaging.MessageHidden": ["notifications.talk.forget_hidden_words"],
    "messaging.ThreadRead": ["notifications.talk.forget_read_messages"],
    "disputes.DefaultDue": ["notifications.disputes.veto_defaults_that_nobody_heard_of"],
    "disputes.DefaultAnnounced": ["notifications.disputes.tell_of_last_chance"],
    "disputes.DisputeDefaulted": ["notifications.disputes.tell_of_default"],
    "disputes.BlindRoundEnded": ["notifications.disputes.tell_of_round"],
    "disputes.RulingProposed": ["notifications.disputes.tell_of_ruling_proposed"],
    "disputes.RulingRejected": ["notifications.disputes.tell_of_arbitration"],
    "disputes.DisputeDecided": ["notifications.disputes.tell_of_decision"],
    "disputes.DisputeAppealed": ["notifications.disputes.tell_of_appeal"],
    "disputes.DisputeOpened": [
        "evidence.freeze_what_is_known",
        "notifications.disputes.tell_other_of_dispute",
    ],
    "disputes.DisputeEscalated": ["notifications.disputes.tell_of_escalation"],
    "disputes.DisputeSettled": ["notifications.disputes.tell_of_settlement"],
    "disputes.DisputeOvertaken": ["notifications.disputes.tell_of_the_bank"],
    "disputes.DisputeWithdrawn": ["notifications.disputes.tell_of_withdrawal"],
    "disputes.RulingToConfirm": ["notifications.disputes.tell_second_moderator"],
    "disputes.RulingReturned": ["notifications.disputes.tell_first_moderator"],
    "disputes.DisputeRuled": ["notifications.disputes.tell_of_ruling"],
    "disputes.DisputeReminder": ["notifications.disputes.remind"],
    "disputes.DisputeOverdue": ["notifications.disputes.tell_moderators_of_delay"],
    "disputes.SplitProposed": ["notifications.disputes.tell_other_of_proposal"],
    "reviews.ReviewWritten": ["notifications.reviews.invite_other_to_write"],
    "reviews.ReviewPublished": ["notifications.reviews.tell_subject"],
    "reviews.ReviewReplied": ["notifications.reviews.tell_author_of_reply"],
    "reviews.ReviewFlagged": ["notifications.reviews.tell_moderators_of_flag"],
    "reviews.ReviewKept": ["notifications.reviews.tell_both_of_judgement"],
    "reviews.ReviewRestored": ["notifications.reviews.tell_subject_of_return"],
    "reviews.ReviewHidden": ["notifications.reviews.tell_both_of_judgement"],
    "evidence.EvidenceAdded": ["notifications.evidence.tell_other_of_evidence"],
    "evidence.EvidenceHidden": ["notifications.evidence.tell_both_of_hiding"],
    "moderation.ThingReported": ["notifications.moderation.tell_moderators_of_report"],
    "moderation.ReportsDecided": ["notifications.moderation.tell_reporters"],
    "moderation.CaseOpened": ["notifications.moderation.tell_person_of_case"],
    "moderation.CaseAnswered": ["notifications.moderation.tell_moderators_of_case"],
    "moderation.CaseDecided": ["notifications.moderation.tell_person_of_decision"],
    "moderation.CaseAppealed": ["notifications.moderation.tell_seniors_of_appeal"],
    "moderation.SecondLookTaken": ["notifications.moderation.tell_person_of_second_look"],
    "moderation.UrgentMeasureLapsed": ["notifications.moderation.tell_of_lapse"],
    "moderation.CaseReminder": ["notifications.moderation.remind_whoever_must_act"],
    "moderation.AppealDecided": ["notifications.moderation.tell_person_of_appeal"],
}


def events_by_name() -> dict[str, type[Event]]:
    """Every kind of event that is published, as `app.Name`."""
    found: dict[str, type[Event]] = {}
    for app in APPS:
        module = import_module(f"{app}.events")
        kinds = [k for k in vars(module).values() if isinstance(k, type) and issubclass(k, Event)]
        bases = {base for kind in kinds for base in kind.__mro__[1:]} | {Event}
        found |= {f"{app}.{kind.__name__}": kind for kind in kinds if kind not in bases}
    return found


def wiring() -> dict[str, list[str]]:
    """Receivers in the order of their calls, as `app.function` or `app.topic.function`."""
    return {
        name: [
            f"{handler.__module__.replace('.receivers', '')}.{handler.__name__}"
            for handler in _handlers[kind]
        ]
        for name, kind in events_by_name().items()
    }


def test_the_table_is_what_it_was():
    assert wiring() == WIRING


def test_somebody_is_told_of_everything_that_is_not_silent():
    told = {
        name
        for name, receivers in wiring().items()
        if any(receiver.startswith("notifications.") for receiver in receivers)
    }
    assert set(events_by_name()) - told == set(SILENT)


def test_nobody_listens_to_what_is_never_published():
    known = set(events_by_name().values())
    assert {kind for kind, handlers in _handlers.items() if handlers} <= known


def test_prints_the_table():
    for name, receivers in wiring().items():
        print(name, "→", ", ".join(receivers) or "nobody")  # noqa: T201

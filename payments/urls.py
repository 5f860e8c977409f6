"""Addresses of payments."""

from django.urls import URLPattern, path

from payments import api, api_payouts, api_set_asides, webhooks
from payments.views import desk, documents, earning, paying, schedules, set_asides, withholding

app_name = "payments"
urlpatterns: list[URLPattern] = [
    path("pay/<int:pk>/", paying.pay, name="pay"),
    path("payments/<int:pk>/", paying.payin, name="payin"),
    path("payments/<int:pk>/cancellation/", paying.cancel_payin, name="cancel-payin"),
    path("payments/<int:pk>/qr.<str:kind>", paying.payin_qr, name="payin-qr"),
    path("payments/<int:pk>/receipt/", paying.receipt, name="receipt"),
    path("earnings/", earning.earnings, name="earnings"),
    path("payouts/", earning.list_payouts, name="payouts"),
    path("payouts/new/", earning.new_payout, name="new-payout"),
    path("payouts/schedule/", schedules.schedule, name="payout-schedule"),
    path("payouts/<int:pk>/", earning.payout, name="payout"),
    path("payouts/<int:pk>/cancellation/", earning.cancel_payout, name="cancel-payout"),
    path("destinations/", earning.list_destinations, name="destinations"),
    path("destinations/<int:pk>/removal/", earning.retire_destination, name="retire-destination"),
    path("documents/", documents.list_documents, name="documents"),
    path("documents/<int:pk>/pdf/", documents.pdf, name="document-pdf"),
    path("documents/slips/", withholding.list_slips, name="slips"),
    path("documents/slips/<int:pk>/file/", withholding.slip_file, name="slip-file"),
    path("documents/<int:pk>/csv/", documents.csv_file, name="document-csv"),
    path("documents/statement/", documents.make_statement, name="make-statement"),
    path("documents/year/", documents.make_year, name="make-year"),
    path("desk/documents/", documents.search_documents, name="document-desk"),
    path("set-asides/", set_asides.set_asides, name="set-asides"),
    path("set-asides/share/", set_asides.share, name="set-aside-share"),
    path("set-asides/move/", set_asides.move, name="set-aside-move"),
    path("set-asides/bpjs/", set_asides.contributions, name="contributions"),
    path("set-asides/bpjs/plan/", set_asides.plan, name="contribution-plan"),
    path("set-asides/bpjs/end/", set_asides.end_plan, name="contribution-end"),
    path("set-asides/bpjs/paid/", set_asides.paid, name="contribution-paid"),
    path("desk/money/", desk.desk, name="desk"),
    path("desk/payouts/<int:pk>/approval/", desk.approve_payout, name="approve-payout"),
    path("desk/payouts/<int:pk>/refusal/", desk.reject_payout, name="reject-payout"),
    path("desk/mismatches/<int:pk>/return/", desk.send_back, name="send-back"),
    path("desk/mismatches/<int:pk>/closing/", desk.set_aside, name="set-aside"),
    path("webhooks/<slug:provider>/", webhooks.receive, name="webhook"),
]
api_urlpatterns: list[URLPattern] = [
    path("earnings", api.EarningsView.as_view(), name="earnings"),
    path("set-asides", api_set_asides.SetAsidesView.as_view(), name="set-asides"),
    path("set-asides/<slug:kind>", api_set_asides.SetAsideView.as_view(), name="set-aside"),
    path("payouts", api.PayoutsView.as_view(), name="payouts"),
    path("payouts/schedule", api_payouts.ScheduleView.as_view(), name="payout-schedule"),
    path("payouts/<int:pk>", api.PayoutView.as_view(), name="payout"),
    path("payouts/<int:pk>/cancellation", api.CancellationView.as_view(), name="cancel-payout"),
    path("destinations", api.DestinationsView.as_view(), name="destinations"),
    path("destinations/<int:pk>", api.DestinationView.as_view(), name="destination"),
    path("escrows/<int:pk>", api.EscrowView.as_view(), name="escrow"),
    path("escrows/<int:pk>/payin", api.EscrowPayinView.as_view(), name="escrow-payin"),
    path("documents", api.DocumentsView.as_view(), name="documents"),
    path("documents/<int:pk>", api.DocumentView.as_view(), name="document"),
    path("documents/<int:pk>/csv", api.CsvView.as_view(), name="document-csv"),
    path("documents/<int:pk>/pdf", api.PdfView.as_view(), name="document-pdf"),
    path("escrows/<int:pk>/ways-to-pay", api.WaysToPayView.as_view(), name="ways-to-pay"),
    path("payins/<int:pk>/cancellation", api.PayinCancellationView.as_view(), name="cancel-payin"),
    path("payins/<int:pk>", api.PayinView.as_view(), name="payin"),
]

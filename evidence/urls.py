"""Addresses of evidence."""

from django.urls import URLPattern, URLResolver, path

from evidence import api
from evidence.views import chargebacks, disputes

app_name = "evidence"
urlpatterns: list[URLPattern | URLResolver] = [
    path("disputes/<int:pk>/evidence/", disputes.show, name="dispute"),
    path("disputes/<int:pk>/evidence/download/zip/", disputes.download_zip, name="zip"),
    path("disputes/<int:pk>/evidence/download/pdf/", disputes.download_pdf, name="pdf"),
    path("disputes/<int:pk>/evidence/download/json/", disputes.download_json, name="json"),
    path("evidence/files/<int:pk>/", disputes.file, name="file"),
    path("evidence/chats/<int:pk>/", disputes.chat, name="chat"),
    path("desk/chargebacks/<int:pk>/evidence/", chargebacks.show, name="chargeback"),
    path(
        "desk/chargebacks/<int:pk>/evidence/attachment/",
        chargebacks.attach,
        name="chargeback-attach",
    ),
    path(
        "desk/chargebacks/<int:pk>/evidence/download/zip/",
        chargebacks.download_zip,
        name="chargeback-zip",
    ),
    path(
        "desk/chargebacks/<int:pk>/evidence/download/pdf/",
        chargebacks.download_pdf,
        name="chargeback-pdf",
    ),
    path("evidence/pieces/<int:pk>/hiding/", disputes.hide, name="hide"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("disputes/<int:pk>/evidence", api.DisputeEvidence.as_view(), name="dispute-evidence"),
    path("disputes/<int:pk>/evidence/bundle", api.BundleJson.as_view(), name="evidence-bundle"),
    path("disputes/<int:pk>/evidence/zip", api.BundleZip.as_view(), name="evidence-zip"),
    path("disputes/<int:pk>/evidence/pdf", api.BundlePdf.as_view(), name="evidence-pdf"),
    path("evidence/files/<int:pk>", api.EvidenceFile.as_view(), name="evidence-file"),
]

"""Addresses of evidence."""

from django.urls import URLPattern, URLResolver, path

from evidence import api, views

app_name = "evidence"
urlpatterns: list[URLPattern | URLResolver] = [
    path("disputes/<int:pk>/evidence/", views.show, name="dispute"),
    path("disputes/<int:pk>/evidence/download/zip/", views.download_zip, name="zip"),
    path("disputes/<int:pk>/evidence/download/pdf/", views.download_pdf, name="pdf"),
    path("disputes/<int:pk>/evidence/download/json/", views.download_json, name="json"),
    path("evidence/files/<int:pk>/", views.file, name="file"),
    path("evidence/chats/<int:pk>/", views.chat, name="chat"),
    path("evidence/pieces/<int:pk>/hiding/", views.hide, name="hide"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("disputes/<int:pk>/evidence", api.DisputeEvidence.as_view(), name="dispute-evidence"),
    path("disputes/<int:pk>/evidence/bundle", api.BundleJson.as_view(), name="evidence-bundle"),
    path("disputes/<int:pk>/evidence/zip", api.BundleZip.as_view(), name="evidence-zip"),
    path("disputes/<int:pk>/evidence/pdf", api.BundlePdf.as_view(), name="evidence-pdf"),
    path("evidence/files/<int:pk>", api.EvidenceFile.as_view(), name="evidence-file"),
]

"""Which administration Django loads; apart, because it is read before any model."""

from django.contrib.admin.apps import AdminConfig


class KaryaAdminConfig(AdminConfig):
    default_site = "marketplace.administration.AuditedSite"

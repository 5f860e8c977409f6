"""How forms turn into HTML: by the templates under templates/django/forms."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Looks up form templates as any other template, so our own win over Django's."""

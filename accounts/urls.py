"""Addresses of accounts."""

from django.urls import URLPattern, URLResolver, path

from accounts import api
from accounts.views import directory, profiles, settings, tokens

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("freelancers/", directory.list_freelancers, name="freelancers"),
    path("freelancers/suggestions/", directory.suggestions, name="suggestions"),
    path("people/<slug:handle>/", directory.show_person, name="profile"),
    path("mode/", settings.change_mode, name="mode"),
    path("settings/", settings.edit_account, name="settings"),
    path("settings/profile/", profiles.edit_freelancer, name="edit-profile"),
    path("settings/client-profile/", profiles.edit_client, name="edit-client-profile"),
    path("settings/portfolio/", profiles.portfolio, name="portfolio"),
    path("settings/portfolio/new/", profiles.new_item, name="new-portfolio-item"),
    path("settings/portfolio/<int:pk>/", profiles.edit_item, name="edit-portfolio-item"),
    path("settings/portfolio/<int:pk>/move/", profiles.move_item, name="move-portfolio-item"),
    path(
        "settings/portfolio/<int:pk>/removal/", profiles.remove_item, name="remove-portfolio-item"
    ),
    path("settings/tokens/", tokens.list_tokens, name="tokens"),
    path("settings/tokens/new/", tokens.new_token, name="new-token"),
    path("settings/tokens/<int:pk>/revocation/", tokens.revoke, name="revoke-token"),
    path("settings/privacy/", settings.privacy, name="privacy"),
    path("settings/privacy/export/", settings.export, name="export"),
    path("settings/privacy/closing/", settings.close, name="close"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("me", api.MeView.as_view(), name="me"),
    path("people/<slug:handle>", api.PersonView.as_view(), name="person"),
    path("freelancers", api.FreelancersView.as_view(), name="freelancers"),
    path("search/freelancers", api.FreelancerSearchView.as_view(), name="search-freelancers"),
    path("categories", api.CategoriesView.as_view(), name="categories"),
    path("skills", api.SkillsView.as_view(), name="skills"),
    path("regions", api.RegionsView.as_view(), name="regions"),
    path("tokens", api.TokensView.as_view(), name="tokens"),
    path("tokens/<int:pk>", api.TokenView.as_view(), name="token"),
]

"""Addresses of logging in and of pages about oneself."""

from django.urls import path

from portal.accounts.views import entrance, profile, roster

app_name = "accounts"
urlpatterns = [
    path("login/", entrance.log_in, name="login"),
    path("login/code/", entrance.verify_code, name="verify"),
    path("logout/", entrance.log_out, name="logout"),
    path("me/profile/", profile.profile, name="profile"),
    path("me/password/", profile.password, name="password"),
    path("me/second-factor/", profile.second_factor, name="second_factor"),
    path("me/second-factor/paper/", profile.recovery_codes, name="recovery_codes"),
    path("roster/", roster.roster, name="roster"),
    path("roster/as-last-week/", roster.fill_all, name="roster_fill_all"),
    path("roster/<str:code>/", roster.of_area, name="roster_of_area"),
    path("roster/<str:code>/add/", roster.add, name="roster_add"),
    path("roster/<str:code>/as-last-week/", roster.fill, name="roster_fill"),
    path("roster/<str:code>/<int:pk>/remove/", roster.remove, name="roster_remove"),
]

"""Where every address begins. Upper apps are named by string: portal imports none of them."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]

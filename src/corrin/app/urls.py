"""Addresses of the app, and the pages for what cannot be answered."""

from django.urls import path

from corrin.app import views

urlpatterns = [
    path("", views.home, name="home"),
]
handler400 = "corrin.app.pages.bad_request"
handler403 = "corrin.app.pages.refused"
handler404 = "corrin.app.pages.not_found"
handler500 = "corrin.app.pages.went_wrong"

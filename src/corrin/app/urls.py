"""Addresses of the app, and the pages for what cannot be answered."""

from django.urls import path

from corrin.app import check, paper, views

urlpatterns = [
    path("", views.home, name="home"),
    path("check/", check.check, name="check"),
    path("paper/", paper.paper, name="paper"),
]
handler400 = "corrin.app.pages.bad_request"
handler403 = "corrin.app.pages.refused"
handler404 = "corrin.app.pages.not_found"
handler500 = "corrin.app.pages.went_wrong"

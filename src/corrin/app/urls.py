"""Addresses of the app."""

from django.urls import path

from corrin.app import views

urlpatterns = [
    path("", views.home, name="home"),
]

"""Addresses of the shell itself."""

from django.urls import path

from hygie.web import views

app_name = "web"

urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("composants/", views.components, name="components"),
    path("certificat/", views.certificate, name="certificate"),
    path("certificat/hygie.crt", views.certificate_file, name="certificate-file"),
]

from django.urls import path

from training.views import certificates

app_name = "training_verify"
urlpatterns = [
    path("", certificates.verify_text, name="text"),
    path("key.pem", certificates.public_key, name="key"),
    path("issuer/", certificates.issuer, name="issuer"),
    path("<str:code>/", certificates.verify, name="certificate"),
]

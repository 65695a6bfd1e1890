from __future__ import annotations

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.clock import today
from records.sending import REFUSED, sent
from training import badges
from training.actions import certificates
from training.forms import ShownForm, TokenForm
from training.models import Certificate
from training.views.access import certificate_called, own_certificate
from training.views.catalogue import trail_to


@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The holder's own: to print, to give on, and to say whether it shows the name."""
    found = own_certificate(request.user, pk)
    address = _public_address(found)
    return render(
        request,
        "training/certificate.html",
        {
            "certificate": found,
            "completion": found.completion,
            "course": found.completion.course,
            "standing": found.standing_on(today()),
            "address": address,
            "qr": _qr(address),
            "form": ShownForm(initial={"shown": found.shows_name}),
            "key": ShownForm().initial["key"],
            "trail": trail_to(found.completion.course, gettext("Certificate")),
        },
    )


@require_POST
def show_name(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_certificate(request.user, pk)
    form = ShownForm(request.POST)

    def work() -> str:
        shown = form.cleaned_data["shown"]
        certificates.show_name(by=request.user, certificate=found, shown=shown)
        messages.success(
            request,
            gettext("Whoever verifies it sees your name.")
            if shown
            else gettext("Whoever verifies it does not see your name."),
        )
        return reverse("training:certificate", args=[found.pk])

    return sent(request, form, work) or redirect("training:certificate", found.pk)


@require_safe
def credential(request: HttpRequest, pk: int) -> HttpResponse:
    """The Open Badge as it was signed."""
    found = own_certificate(request.user, pk)
    answer = HttpResponse(found.credential, content_type="application/vc+jwt")
    answer["Content-Disposition"] = f'attachment; filename="badge-{found.code}.jwt"'
    return answer


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """For whoever was shown a certificate: what it stands for today."""
    found = certificate_called(code)
    return render(request, "training/verify.html", _told(found))


@require_http_methods(["GET", "HEAD", "POST"])
def verify_text(request: HttpRequest) -> HttpResponse:
    """For a signed text: whether it is ours, and what it stands for. Nothing is written."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = badges.code_in(form.cleaned_data["credential"])
        found = (
            Certificate.objects.filter(code=code or "")
            .select_related("completion__course", "completion__person")
            .first()
        )
        if found is not None:
            return render(request, "training/verify.html", _told(found))
        form.add_error("credential", gettext("This was not signed here, or was changed since: it proves nothing."))
    return render(
        request,
        "training/verify_text.html",
        {"form": form, "public_key": badges.public_pem().decode()},
        status=REFUSED if form.is_bound else 200,
    )


@require_safe
def public_key(request: HttpRequest) -> HttpResponse:
    """For verifying without us."""
    return HttpResponse(badges.public_pem(), content_type="application/x-pem-file")


def _told(found: Certificate) -> dict[str, object]:
    standing = found.standing_on(today())
    sentences = {
        "valid": gettext("This certificate is valid."),
        "expired": gettext("This certificate has expired."),
        "revoked": gettext("This certificate was revoked."),
    }
    return {
        "certificate": found,
        "completion": found.completion,
        "course": found.completion.course,
        "standing": standing,
        "sentence": sentences[standing],
        "name": str(found.completion.person) if found.shows_name else "",
    }


def _public_address(found: Certificate) -> str:
    with override("ar"):
        arabic = reverse("training_verify:certificate", args=[found.code])
    # Without a language of its own: the reader's browser chooses.
    return settings.PUBLIC_ADDRESS.rstrip("/") + arabic.removeprefix("/ar")


def _qr(address: str) -> SafeString:
    code = segno.make(address, error="m")
    drawing = code.svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=True)
    return mark_safe(drawing)  # noqa: S308 - drawn here from an address of our own

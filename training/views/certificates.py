from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.clock import today
from records.documents.pdf import NoPdfHere, pdf_of
from records.policy import require
from records.sending import REFUSED, sent
from training import badges
from training.actions import certificates
from training.certificate_square import public_address, square
from training.forms import ShownForm, TokenForm
from training.models import Certificate, Completion
from training.views.access import certificate_called, own_certificate
from training.views.catalogue import trail_to

LANGUAGES = ("ar", "en")


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What somebody has completed, with what there is to show for it."""
    require(request.user, "training.see_catalogue")
    completions = (
        Completion.objects.current()
        .filter(person=request.user)
        .select_related("course", "certificate")
        .order_by("-completed_on", "-pk")
    )
    rows = [row_of(one) for one in completions]
    valid = len([row for row in rows if row["standing"] == "valid"])
    words = ngettext("%(count)s valid certificate", "%(count)s valid certificates", valid) % {"count": valid}
    return render(
        request,
        "training/certificates.html",
        {
            "sentence": words if rows else gettext("No certificate yet"),
            "rows": rows,
            "trail": [
                {"label": gettext("Training"), "url": reverse("training:home")},
                {"label": gettext("Certificates"), "url": ""},
            ],
        },
    )


def row_of(completion: Completion) -> dict[str, Any]:
    certificate = getattr(completion, "certificate", None)
    if certificate is not None:
        certificate.completion = completion
    valid = "valid" if completion.is_valid_on(today()) else "expired"
    return {
        "completion": completion,
        "certificate": certificate,
        "standing": certificate.standing_on(today()) if certificate else valid,
    }


@require_safe
def paper(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The certificate as a document, in the language that is asked for; also where it is not valid any more."""
    if language not in LANGUAGES:
        raise Http404
    found = own_certificate(request.user, pk)
    address = public_address(found)
    told = {
        "certificate": found,
        "completion": found.completion,
        "course": found.completion.course,
        "standing": found.standing_on(today()),
        "address": address,
        "qr": square(address),
    }
    try:
        made = pdf_of("documents/certificate.html", told, language=language)
    except NoPdfHere as nothing:
        messages.error(request, str(nothing.sentence))
        return redirect("training:certificate", found.pk)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="certificate-{found.code}-{language}.pdf"'
    return response


@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The holder's own: to print, to give on, and to say whether it shows the name."""
    found = own_certificate(request.user, pk)
    address = public_address(found)
    return render(
        request,
        "training/certificate.html",
        {
            "certificate": found,
            "completion": found.completion,
            "course": found.completion.course,
            "standing": found.standing_on(today()),
            "address": address,
            "qr": square(address),
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
    if found is None:
        # Whoever was shown it has to read that it is none, and not that a page is missing.
        return _text_page(
            request, TokenForm(), heading=gettext("No certificate of this code was issued here"), status=404
        )
    return render(request, "training/verify.html", _told(found))


@require_http_methods(["GET", "HEAD", "POST"])
def verify_text(request: HttpRequest) -> HttpResponse:
    """For a code or a signed text: whether it is ours, and what it stands for. Nothing is written."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["credential"]
        typed = badges.code_typed(text)
        found = certificate_called(typed or badges.code_in(text) or "")
        if found is not None:
            return render(request, "training/verify.html", _told(found))
        form.add_error(
            "credential",
            gettext("No certificate of this code was issued here: it proves nothing. Look at it letter by letter.")
            if typed
            else gettext("This was not signed here, or was changed since: it proves nothing."),
        )
    return _text_page(request, form, heading=gettext("Verify a certificate"), status=REFUSED if form.is_bound else 200)


def _text_page(request: HttpRequest, form: TokenForm, *, heading: str, status: int) -> HttpResponse:
    told = {"form": form, "heading": heading, "public_key": badges.public_pem().decode()}
    return render(request, "training/verify_text.html", told, status=status)


@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    """Who signs, at the address that each credential names."""
    return JsonResponse({"@context": list(badges.CONTEXT), "type": ["Profile"], **badges.issuer()})


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

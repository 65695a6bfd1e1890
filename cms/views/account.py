from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    """The editor's link to one's account leads to the product's own page of it."""
    return redirect("accounts:profile")

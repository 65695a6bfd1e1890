from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        # People come in by invitation alone.
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        return None

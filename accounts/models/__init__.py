from accounts.models.agency import Agency, AgencyAlias
from accounts.models.invitation import Invitation
from accounts.models.membership import Membership
from accounts.models.person import Person
from accounts.models.session import SignedInSession

__all__ = ["Agency", "AgencyAlias", "Invitation", "Membership", "Person", "SignedInSession"]

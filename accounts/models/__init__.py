from accounts.models.agency import Agency, AgencyAlias
from accounts.models.invitation import Invitation
from accounts.models.membership import Membership
from accounts.models.person import Person

__all__ = ["Agency", "AgencyAlias", "Invitation", "Membership", "Person"]

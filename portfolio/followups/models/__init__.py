from portfolio.followups.models.follow_up import FollowUp, FollowUpChange

__all__ = ["FollowUp", "FollowUpChange"]

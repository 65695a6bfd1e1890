from portfolio.agenda.models.strategy import Objective, Pillar, Strategy

__all__ = ["Objective", "Pillar", "Strategy"]

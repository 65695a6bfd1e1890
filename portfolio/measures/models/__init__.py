from portfolio.measures.models.indicator import Indicator, IndicatorWording
from portfolio.measures.models.reading import Reading

__all__ = ["Indicator", "IndicatorWording", "Reading"]

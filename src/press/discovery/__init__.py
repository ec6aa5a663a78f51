"""What programs look for on a site: the map of its pages, and the rules for robots."""

from .views import discovery

__all__ = ["discovery"]

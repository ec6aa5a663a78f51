import kolben.compat

kolben.compat.install()

from shop import app

__all__ = ["app"]

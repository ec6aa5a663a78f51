import kolben.compat

kolben.compat.install()

from library import create_app

app = create_app()

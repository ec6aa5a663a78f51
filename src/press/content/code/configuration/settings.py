SITE_NAME = "My notes"
PAGE_SIZE = 10
SECRET_KEY = "dev"  # for this machine only
SESSION_COOKIE_SAMESITE = "Lax"

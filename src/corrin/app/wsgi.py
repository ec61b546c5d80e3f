"""For any WSGI server; the data folder comes from CORRIN_DATA."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrin.app.settings")
application = get_wsgi_application()

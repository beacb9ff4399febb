"""ASGI entry point, served by uvicorn."""

import os

from django.core.asgi import get_asgi_application

from hygie.config.body_limit import BodyLimit
from hygie.config.garbage import walk_less
from hygie.config.stream_turns import Turns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings")
application = BodyLimit(Turns(get_asgi_application()))
walk_less()

"""The settings for checks that read the code and need no server."""

import os

from portal.stack.children import ROOT
from portal.stack.offline import offline_environment

os.environ.update(offline_environment())
os.environ["DATA_DIR"] = str(ROOT / "build" / "offline")

from portal.settings import *  # noqa: F403

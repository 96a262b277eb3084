"""Runs a program of the portal under a clock that is SKEW seconds off: `python skewed.py manage.py watch`."""

import datetime
import os
import runpy
import sys
import time

SKEW = float(os.environ["SKEW"])
_time = time.time
_datetime = datetime.datetime


class SkewedDatetime(_datetime):
    @classmethod
    def now(cls, tz=None):
        return _datetime.fromtimestamp(_time() + SKEW, tz)

    @classmethod
    def utcnow(cls):
        return _datetime.fromtimestamp(_time() + SKEW, datetime.UTC).replace(tzinfo=None)


time.time = lambda: _time() + SKEW
datetime.datetime = SkewedDatetime
sys.path.insert(0, os.getcwd())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")

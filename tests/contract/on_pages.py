"""Runs a script with `flask_flatpages` giving kolben.pages, though it is installed."""

import os
import runpy
import sys

import kolben.compat

kolben.compat.install(instead_of=["flask_flatpages"])
sys.argv[:] = sys.argv[1:]
sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")

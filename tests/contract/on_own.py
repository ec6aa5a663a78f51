"""Runs a script with Kolben's own part in place of an extension that is installed.

python on_own.py flask_restx SCRIPT
"""

import os
import runpy
import sys

import kolben.compat

kolben.compat.install(instead_of=[sys.argv[1]])
sys.argv[:] = sys.argv[2:]
sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")

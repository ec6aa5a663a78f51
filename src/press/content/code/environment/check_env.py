import sys

print("Python", sys.version.partition(" ")[0], "in", sys.prefix)
print("virtual environment:", sys.prefix != sys.base_prefix)

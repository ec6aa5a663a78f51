"""The ``kolben`` command: one module per command, ``main`` puts them together."""

"""API documents: a neutral description of operations, and its writers."""

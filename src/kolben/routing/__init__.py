"""From a URL to a rule: Werkzeug's map, and a compiled matcher in front of it."""

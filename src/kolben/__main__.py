"""``python -m kolben`` is the ``kolben`` command."""

from .cli.main import main

# Guarded: a worker process of `kolben serve` imports this module again.
if __name__ == "__main__":
    main()

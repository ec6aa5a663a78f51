"""What every framework serves: the same text, record, rows and files."""

from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"

SECRET = "bench: not a secret"
TEXT = "Hello, World!"
RECORD = {
    "id": 7,
    "name": "Ada Lovelace",
    "active": True,
    "tags": ["analytical", "engine"],
}
ROWS = [
    {"id": n, "name": f"Item <{n}>", "price": n * 1.25, "stock": n * 3 % 7}
    for n in range(1, 21)
]

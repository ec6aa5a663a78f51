"""The posts. A real blog asks a database."""

POSTS = {
    "tea": {"title": "On tea", "tags": ["kitchen"]},
    "rain": {"title": "On rain", "tags": ["weather"]},
}

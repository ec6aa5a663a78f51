import msgspec
from library import blueprint


class Note(msgspec.Struct):
    text: str
    stars: int = 0


@blueprint.post("/v1/notes")
def add_note(note: Note) -> Note:
    """Write a note."""
    return note

"""What the APIs hold, and how each case is asked for and answered."""

from dataclasses import asdict, dataclass

#: Of an item's count.
MOST = 1_000
COUNT = 100


@dataclass
class Item:
    """One of the objects that are listed."""

    id: int
    name: str
    price: float
    count: int
    available: bool
    category: str


ITEMS = [
    Item(at, f"Piston rod no. {at}", 12.5 + at, at * 7 % MOST, at % 3 > 0, "engine")
    for at in range(COUNT)
]
LISTED = [asdict(item) for item in ITEMS]

NEW = {"name": "Piston rod", "price": 12.5, "count": 7}
#: Wrong in every field.
WRONG = {"name": "", "price": -1.0, "count": MOST + 1}

QUERY = "q=piston+rod&page=2&size=50&available=true"
FOUND = {"q": "piston rod", "page": 2, "size": 50, "available": True}
#: Two of the values cannot be converted, and one is too big.
WRONG_QUERY = "q=x&page=two&size=5000&available=perhaps"

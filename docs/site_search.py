"""How the site's search splits text: English is stemmed, Chinese is cut in pairs.

Chinese has no spaces, and a dictionary cuts a query and a page in different places. So
every two neighbouring characters are a term, on both sides: two characters are one
term, and four are three, all of which a page must have. Single characters are terms
too.
"""

import re
from itertools import pairwise

from sphinx.search.en import SearchEnglish

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
RUN = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")
CHINESE = re.compile(f"[{HAN}]")


class MixedSearch(SearchEnglish):
    """English and Chinese in one index."""

    lang = "mixed"
    # Sphinx makes the name of the stemmer in the browser out of it.
    language_name = "English"
    js_splitter_code = """
var splitQuery = (query) =>
  (query.match(/[HAN]+|(?:(?![HAN])[\\p{L}\\p{N}_])+/gu) || []).flatMap((run) =>
    /^[HAN]{2,}$/.test(run)
      ? [...run].slice(1).map((character, before) => run[before] + character)
      : [run],
  );
""".replace("HAN", HAN)

    def split(self, input: str) -> list[str]:  # noqa: A002 - the base class says so
        terms: list[str] = []
        for run in RUN.findall(input):
            if CHINESE.match(run):
                terms += [*run, *(first + second for first, second in pairwise(run))]
            else:
                terms.append(run)
        return terms

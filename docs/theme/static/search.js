// Sphinx lets a page pass that lacks the short terms of a query, and every Chinese term
// is short. Here a page counts when it has all terms; its score is the sum of theirs.
if (typeof Search !== "undefined") {
  const searchOne = Search.performTermsSearch;
  Search.performTermsSearch = (terms, excluded) => {
    let pages = null;
    for (const term of terms) {
      const found = new Map();
      for (const result of searchOne(new Set([term]), excluded)) {
        const before = pages?.get(result[0]);
        if (pages !== null && !before) continue;
        if (before) result[4] += before[4];
        found.set(result[0], result);
      }
      pages = found;
    }
    return [...(pages?.values() ?? [])];
  };
  // An excerpt of a page is fetched, which a browser refuses to a file.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}

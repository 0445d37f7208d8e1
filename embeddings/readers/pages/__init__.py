"""HTML: from a page to the article's own words and what the page states of it."""

"""A Report as one HTML file to look at."""

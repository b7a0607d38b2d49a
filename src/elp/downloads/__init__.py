"""Videos from the web: what is wanted, fetching it with yt-dlp, a table of what became of it."""

"""Videos and model weights from the web: lists, downloads with yt-dlp, tables of the results."""

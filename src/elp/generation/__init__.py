"""Listeners for a speaker's video and a portrait that are of no data set (`elp generate`)."""

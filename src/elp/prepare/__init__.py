"""`elp prepare`: from a folder of a user's conversations to a clip sheet, and a page about it."""

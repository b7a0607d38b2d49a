"""`elp prepare`: from a folder of recorded conversations to a clip sheet, and a page about it."""

"""A page of rendered listeners that opens from a folder, without a server."""

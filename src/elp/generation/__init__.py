"""`elp generate`: a listener for any speaker's video and any portrait."""

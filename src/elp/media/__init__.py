"""Videos and sound through ffmpeg, and pictures of text; independent of faces and data sets."""

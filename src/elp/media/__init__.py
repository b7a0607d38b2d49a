"""Videos, sound and lettering through ffmpeg; nothing here knows of faces or data sets."""

"""Videos of listeners: meshes, portraits in motion, and strips of both side by side."""

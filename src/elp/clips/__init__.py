"""From videos to clips: shots, cutting, and the folder of cut clips."""

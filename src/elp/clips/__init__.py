"""From videos to clips: shots, cutting, and the folder of a shard."""

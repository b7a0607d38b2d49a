"""The sample corpus: videos of puppets of one portrait that talk and listen."""

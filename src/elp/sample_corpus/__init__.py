"""The made-up sample corpus: puppets of a real portrait that talk and listen, on video."""

"""Faces in pictures: MediaPipe's landmarker and the square around a face."""

"""Pictures in, faces out: MediaPipe's landmarker and the square around a face."""

"""Emotion labels: from a sheet, from speech, or from a table."""

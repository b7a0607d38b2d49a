"""What scores and models show: claims, diagnostics, emotion control, reconstruction."""

"""From pictures of faces to coefficients: landmarks, face model, fit, blinks."""

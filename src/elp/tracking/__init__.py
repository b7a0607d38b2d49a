"""From faces in pictures to coefficients: landmarks, face model, fit, blinks."""

"""The face as a surface: from coefficients to pictures of the mesh."""

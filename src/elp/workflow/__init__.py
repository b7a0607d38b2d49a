"""What rules and scripts share: code as an input, jobs, and the origin of results."""

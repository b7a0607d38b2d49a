"""What rules and scripts share: code as an input, jobs, and where results come from."""

"""Emotional Listener Portrait: from conversation videos to tables of generated listeners."""

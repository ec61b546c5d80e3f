"""Reminders of the next injection: a calendar that follows along, and mail."""

"""The app: Django, server-rendered, no sign-in for the demo, nothing from elsewhere."""

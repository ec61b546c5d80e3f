"""What builds and measures the house; nothing here is installed with it."""

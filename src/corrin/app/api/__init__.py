"""The HTTP API for machines: advice and profile for a record that is sent, or for a kept one."""

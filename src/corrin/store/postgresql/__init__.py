"""PostgreSQL, set so that what is acknowledged stays, and each patient's rows stand apart."""

"""What the measured server and its floor have in common."""

PROCESSES = 2
THREADS = 4

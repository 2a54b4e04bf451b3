"""The one write path: sources of articles, extraction workers, runs, matching."""

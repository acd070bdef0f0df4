"""The suite on one machine: every service in one process, the page, the command line."""

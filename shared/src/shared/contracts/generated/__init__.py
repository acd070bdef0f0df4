"""Written by `python -m shared.contracts.generate`; do not edit."""

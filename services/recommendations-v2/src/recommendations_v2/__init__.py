"""What this customer should see next, why, and whether it worked."""

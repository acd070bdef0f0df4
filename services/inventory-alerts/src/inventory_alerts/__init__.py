"""What runs out, what is too much, what to reorder: looked at every day at six, and told to whom it concerns."""

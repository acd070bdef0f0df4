"""Who the customers are, whom to write to, and what came of it."""

-- Whether the warehouse answers at all: reads nothing, and so is billed nothing.
SELECT 1 AS answers

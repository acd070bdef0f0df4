-- The numbered sales lines of a load again, as untold_entries.sql left them.
SELECT *
FROM untold_entries

-- The rewrite of a customer's lines as a guest's, second half.
INSERT INTO sales
SELECT * FROM erased_entries

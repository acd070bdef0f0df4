-- No redated line: a load without sales.
SELECT *
FROM sales
WHERE FALSE

-- No shop day at all: a load without sales.
SELECT local_date
FROM sales
WHERE FALSE

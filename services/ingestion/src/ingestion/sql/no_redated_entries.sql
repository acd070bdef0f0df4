-- No redated line: a load without sales.
SELECT *
FROM sales
WHERE local_date = DATE '9999-12-31'  -- whose partition is none: nothing is read
  AND FALSE

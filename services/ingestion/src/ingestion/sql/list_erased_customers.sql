-- Where the rejected customers stand in the files.
SELECT _file AS file, _line AS line
FROM erased_customers
ORDER BY file, line

-- Where the lines of orders that events told stand in the files.
SELECT _file AS file, _line AS line
FROM told_entries
ORDER BY file, line

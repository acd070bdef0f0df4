-- New lines of a load that are no sales, per file and reason: test orders first, then what is no merchandise.
SELECT
  _file AS file,
  IF(is_test, 'test', line_type) AS reason,
  COUNT(*) AS row_count,
  SUM(net_amount) AS net_amount
FROM new_entries
WHERE is_test OR line_type <> 'merchandise'
GROUP BY file, reason
ORDER BY file, reason

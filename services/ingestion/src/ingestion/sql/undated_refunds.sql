-- Refund lines of a load whose order is in no file: both bases date them on their own day.
-- @load_id STRING
SELECT COUNT(*) AS refund_lines
FROM sales
WHERE load_id = @load_id AND kind = 'refund' AND NOT ordered_at_given AND ordered_at = occurred_at

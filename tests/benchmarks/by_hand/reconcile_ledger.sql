-- What happened on a day, and what was ordered on it, by every cause that may tell two totals apart; and all that the loads
-- of these lines brought, which has to equal what their files held.
SELECT load_id, line_type, is_test, kind, currency, ordered_local_date = local_date AS same_day, count(*) AS row_count,
  sum(net_amount) AS net_amount, sum(original_amount) AS original_amount
FROM sales
WHERE local_date = $yesterday
GROUP BY ALL;

SELECT line_type, is_test, kind, count(*) AS row_count, sum(net_amount) AS net_amount
FROM sales
WHERE ordered_local_date = $yesterday AND local_date >= $yesterday AND occurred_at < $as_of
GROUP BY ALL;

SELECT load_id, currency, count(*) AS row_count, sum(net_amount) AS net_amount, sum(original_amount) AS original_amount,
  sum(CASE WHEN fx_rate = 1 THEN original_amount ELSE CAST(original_amount * fx_rate AS DECIMAL(38, 9)) END) AS converted_amount
FROM sales
WHERE load_id IN (SELECT DISTINCT load_id FROM sales WHERE local_date = $yesterday)
GROUP BY ALL;

SELECT load_id, source, file_name, outcome, reason, row_count, amount FROM load_audit WHERE table_name = 'sales'

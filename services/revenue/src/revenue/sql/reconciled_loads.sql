-- All ledger lines that some loads brought, by currency: their amounts in the shop's currency, as the files have them, and
-- at the exchange rate before it was rounded to nine places. A rate of 1, as nearly all lines have, needs no product, whose
-- rounding costs ten times what all else here does.
-- @load_ids ARRAY<STRING>
SELECT
  load_id,
  currency,
  COUNT(*) AS row_count,
  SUM(net_amount) AS net_amount,
  SUM(original_amount) AS original_amount,
  SUM(IF(fx_rate = 1, original_amount, CAST(original_amount * fx_rate AS NUMERIC))) AS converted_amount
FROM sales
WHERE load_id IN UNNEST(@load_ids)
GROUP BY load_id, currency
ORDER BY load_id, currency

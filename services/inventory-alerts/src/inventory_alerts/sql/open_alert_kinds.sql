-- Which kinds of alerts are open about which products at which locations; of one product if @product names it.
-- @product STRING
SELECT DISTINCT product_id, location_id, kind
FROM (
  SELECT product_id, location_id, kind, state
  FROM alert_states
  WHERE @product IS NULL OR product_id = @product
  QUALIFY ROW_NUMBER() OVER (PARTITION BY alert_id ORDER BY recorded_at DESC) = 1
) AS latest
WHERE state = 'open'
ORDER BY product_id, location_id, kind

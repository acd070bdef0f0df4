-- Which kinds of alerts are open about which products at which locations; of one product if @product names it.
-- Nothing of it was decided before @since.
-- @since TIMESTAMP
-- @product STRING
SELECT DISTINCT product_id, location_id, kind
FROM (
  SELECT product_id, location_id, kind, state
  FROM alert_states
  WHERE recorded_at >= @since
    AND (@product IS NULL OR product_id = @product)
  QUALIFY ROW_NUMBER() OVER (PARTITION BY alert_id ORDER BY recorded_at DESC) = 1
) AS latest
WHERE state = 'open'
ORDER BY product_id, location_id, kind

-- Units received of each product that was ever received before @known_until: those from @days_from until @days_to (exclusive),
-- at @location if it is given. Without a row nothing was ever received.
-- @days_from DATE
-- @days_to DATE
-- @known_until TIMESTAMP
-- @time_zone STRING
-- @location STRING
SELECT
  product_id,
  SUM(IF(DATE(received_at, @time_zone) >= @days_from AND DATE(received_at, @time_zone) < @days_to
    AND (@location IS NULL OR location_id = @location), quantity, 0)) AS units
FROM receipts
WHERE received_at < @known_until
GROUP BY product_id
ORDER BY product_id

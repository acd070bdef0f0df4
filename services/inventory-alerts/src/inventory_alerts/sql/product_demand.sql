-- What a product will sell on each coming day, by location, as the generation @generation of the forecast of fast products says. A
-- location is '' where none is named.
-- @generation STRING
-- @product STRING
SELECT location_id, local_date, expected, low_80, high_80, engine
FROM demand_forecasts
WHERE generation_id = @generation AND product_id = @product
ORDER BY location_id, local_date

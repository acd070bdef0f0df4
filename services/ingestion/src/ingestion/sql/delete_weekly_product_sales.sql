-- The rewrite of touched weeks, first half.
DELETE FROM weekly_product_sales
WHERE week_start IN (SELECT week_start FROM touched_weeks)

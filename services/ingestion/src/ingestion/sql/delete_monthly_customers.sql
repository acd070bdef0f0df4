-- The rewrite of touched months, first half.
DELETE FROM monthly_customers
WHERE month IN (SELECT month FROM touched_months)

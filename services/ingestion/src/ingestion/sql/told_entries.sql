-- Staged sales lines of orders whose state events told: their lines follow from that alone.
SELECT _file, _line
FROM staged_sales
WHERE order_id IN (SELECT order_id FROM order_facts WHERE fact_id = 'order')

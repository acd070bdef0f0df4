"""Shopify live: webhooks as they come, and the hourly comparison with what the Admin API says.

Both make the same events of the same order, product, customer and stock level. What an order comes to is the
arithmetic of the files (`ingestion.files.shopify_amounts`), so that a shop's exports and its webhooks agree.
"""

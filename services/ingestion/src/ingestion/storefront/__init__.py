"""The storefront's door: what visitors do in the online shop, from their browsers to events of the contract."""

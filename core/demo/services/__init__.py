"""The services of the shop, in the order in which an order meets them.

storefront -> orders <-> pricing, then fraud-check -> payments -> stock -> shipping -> printer;
mail and audit listen along, support cleans up, and the legacy ERP never acknowledges anything.
"""

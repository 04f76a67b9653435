"""The stewards' console: pages and an API over the published file and the ledger; only decisions change anything."""

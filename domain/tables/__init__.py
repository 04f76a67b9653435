"""Grids to statements: segmentation, header paths, row hierarchy, unit and period scopes, the layout receipt."""

from domain.tables.extract import TablesResult, extract_tables
from domain.tables.receipt import LayoutReceipt

__all__ = ["LayoutReceipt", "TablesResult", "extract_tables"]

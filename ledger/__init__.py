"""Keep the operational store of receipts, states, decisions and audit."""

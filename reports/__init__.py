"""Write what goes out: returned copies, reminders, summaries and bulletins."""

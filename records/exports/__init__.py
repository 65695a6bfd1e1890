"""Tables out: columns are declared once, and written as CSV or XLSX in the reader's language."""

"""Data from outside: academy directory files (AAF), and the fictitious academy. Writes through directory's services."""

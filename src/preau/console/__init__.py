"""Administration: schools, import reports, confirmations. Reads many rooms, is read by none."""

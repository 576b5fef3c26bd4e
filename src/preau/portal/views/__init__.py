"""Pages of the portal: for who is signed in, and for anyone."""

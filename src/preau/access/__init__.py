"""What a person may do and see: hats, scopes, page rights. Every such rule lives here, none elsewhere."""

"""What the tests stand on: servers they start themselves, databases copied from templates, fences, counts."""

"""The rules of the house as programs: run by `make quality`, and by the tests of tests/house."""

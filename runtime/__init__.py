"""A local bench from package registries, for the demo, the tests and CI. `python3 -m runtime --help`."""

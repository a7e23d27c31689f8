"""Counting cases: plain arithmetic here, SQL in the reports that use it."""

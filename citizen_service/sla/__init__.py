"""The office's clock: calendar arithmetic, clocks and policies. See README.md beside this file."""

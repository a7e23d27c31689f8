"""Periodic reports: what one says, what is noted in it, how it is drawn, printed and frozen."""

"""What tests start as real processes: see `server`."""

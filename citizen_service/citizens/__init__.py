"""Who citizens are: their names as they are searched for, their national numbers, their earlier cases."""

"""What the office publishes about itself: counted in SQL, small numbers withheld, frozen once public."""

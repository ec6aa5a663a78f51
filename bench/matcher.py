"""What a match costs as the number of rules grows."""

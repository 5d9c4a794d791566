"""What the pages of the solidarity economy show."""

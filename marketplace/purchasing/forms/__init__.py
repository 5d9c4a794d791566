"""What people type about joint purchases, understood and checked."""

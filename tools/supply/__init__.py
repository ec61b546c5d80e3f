"""What corrin is made of besides itself: the list, and whether anything is known against it."""

"""What is asked about institutions and bookings."""

"""What is asked about trips, vehicles and gates."""

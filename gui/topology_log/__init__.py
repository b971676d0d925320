"""What came, went or changed on the broker, as it happened."""

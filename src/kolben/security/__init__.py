"""What an app needs to know who is asking."""

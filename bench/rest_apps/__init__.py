"""The same small API in each framework, written as its users would write it."""

"""The engine of flows: drawings of work, their instances, and the steps from one state of an instance to the next."""

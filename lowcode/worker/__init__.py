"""What does jobs: any number of processes on any host, over one PostgreSQL."""

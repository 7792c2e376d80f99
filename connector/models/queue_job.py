"""Open, from a job, the record that it synchronizes."""

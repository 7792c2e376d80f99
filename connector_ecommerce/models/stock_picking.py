"""Events of transfers: done, tracking number."""

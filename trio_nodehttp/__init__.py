"""Node's `http` module on Trio (the public face follows as the rooms land)."""

"""Ours against programs we did not write: curl, wrk, Node, http.server, nginx (`--strangers`)."""

"""Measures trio_nodehttp beside Node v14.10.1 and Python's servers and clients, in one run.

Theory of operation. A *subject* (`_subjects.py`) is a program of its own under `subjects/`, written
the way its users would write it. A *scenario* (`_scenarios.py`) says what is asked of it. `compare`
starts the subjects of a scenario, checks their answers, and lets them take turns in short rounds,
the measured side alone on one core and the other side on another, so that whatever else the
machine does hits all of them alike; medians are reported. Two numbers are kept of a round: how much
was done per second, and the processor time that each piece took (the measured process's own clock,
which does not run while another process has the core). Where a ratio is close to what is demanded,
a *duel* decides: both subjects loaded at the same time on the same core, processor time compared.

The package itself uses the standard library alone, because it has to run before anything is
installed; `_setup.py` then makes the environment that the subjects run in. Linux only: it pins
processes to cores and reads `/proc`. Loopback only; every wait is bounded; what it started it ends.
"""

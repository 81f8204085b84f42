"""urllib3: threads that share a pool (one request after another in one thread when alone)."""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

import threading
import time

import urllib3

from benchmarks.subjects._rounds import WARM_UP, Meter, job, play_rounds


def main(meter: Meter) -> None:
    """Plays a round."""
    todo = job()
    with urllib3.PoolManager(maxsize=todo.sockets, block=True) as pool:

        def worker() -> None:
            while not meter.stopped:
                response = pool.request("GET", todo.url)
                if response.status != 200 or not response.data:
                    raise ValueError(response.status)
                meter.count += 1

        workers = [threading.Thread(target=worker) for _ in range(todo.concurrency)]
        for thread in workers:
            thread.start()
        time.sleep(WARM_UP)
        meter.start()
        time.sleep(meter.seconds)
        meter.stop()
        for thread in workers:
            thread.join()


play_rounds(main)

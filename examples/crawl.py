"""Follows links until it has seen N pages, all through one agent.

    python examples/crawl.py http://127.0.0.1:8080/ --pages 100 --sockets 10

Every page is a task; the agent is what limits them: it opens at most so many sockets, queues the
requests beyond, and hands each socket on as soon as a response has been read.
"""

from __future__ import annotations

import argparse
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import trio

import trio_nodehttp as http

LONGEST = 8 * 1024 * 1024  # bytes of a page; more is not read


class Links(HTMLParser):
    """Collects where a page's `<a href>` lead."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (target := dict(attributes).get("href")):
            self.found.append(urldefrag(urljoin(self.base, target)).url)


class Crawler:
    def __init__(self, agent: http.Agent, nursery: trio.Nursery, pages: int) -> None:
        self.agent = agent
        self.nursery = nursery
        self.pages = pages
        self.seen: set[str] = set()

    def visit(self, url: str, origin: str) -> None:
        """Start a task for a page of this site that has not been seen, while there are any left."""
        parts = urlsplit(url)
        if parts.netloc == origin and parts.scheme == "http" and url not in self.seen:
            if len(self.seen) < self.pages:
                self.seen.add(url)
                self.nursery.start_soon(self.page, url, origin)

    async def page(self, url: str, origin: str) -> None:
        try:
            response = await http.get(url, agent=self.agent)
            body = await response.body(limit=LONGEST)
        except (OSError, http.NodeError) as error:
            print(f"--- {url} {error}", flush=True)
            return
        print(f"{response.status_code} {url} {len(body)} bytes", flush=True)
        links = []
        if location := response.headers.get("location"):
            links.append(urljoin(url, location))
        if response.headers.get("content-type", "").startswith("text/html"):
            page = Links(url)
            page.feed(body.decode("utf-8", "replace"))
            links += page.found
        for link in links:
            self.visit(link, origin)


async def main(urls: list[str], pages: int, sockets: int) -> None:
    async with http.Agent(keep_alive=True, max_sockets=sockets) as agent:
        async with trio.open_nursery() as nursery:
            crawler = Crawler(agent, nursery, pages)
            for url in urls:
                crawler.visit(url, urlsplit(url).netloc)
    print(f"{len(crawler.seen)} pages")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Follow links.")
    arguments.add_argument("urls", nargs="+", metavar="URL")
    arguments.add_argument("--pages", type=int, default=100, help="how many to visit at most")
    arguments.add_argument("--sockets", type=int, default=10, help="how many to open at most")
    options = arguments.parse_args()
    trio.run(main, options.urls, options.pages, options.sockets)

"""What entering and leaving an owner's block means, whatever the owner is."""

from __future__ import annotations

import trio
import trio.testing

import trio_nodehttp as http


async def test_what_is_idle_lives_until_the_block_is_left(parser: str) -> None:
    closed: list[str] = []
    async with http.create_server(lambda req, res: res.end("hello"), parser=parser) as server:
        await server.listen(0, "127.0.0.1")
        address = server.address()
        assert isinstance(address, http.net.Address)
        url = f"http://127.0.0.1:{address.port}/"
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            first = await http.get(url, agent=agent)
            first.socket.on("close", lambda had_error: closed.append("close"))
            assert await first.text() == "hello"
            await trio.testing.wait_all_tasks_blocked()
            assert (closed, [len(pool) for pool in agent.free_sockets.values()]) == ([], [1])
            again = http.get(url, agent=agent)
            assert await (await again).text() == "hello"
            assert again.reused_socket
        assert closed == ["close"]

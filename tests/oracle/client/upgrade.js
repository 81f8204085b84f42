'use strict';
// 'upgrade' with a listener: statuses, head bytes, what the socket and the agent are left with.
const UP = 'Connection: Upgrade\r\nUpgrade: thing\r\n';
module.exports = (t) => {
  const end = { end: true };
  require('./_answers')(t, [
    ['101', `HTTP/1.1 101 Switching Protocols\r\n${UP}\r\n`, end],
    ['101 with head', `HTTP/1.1 101 Switching Protocols\r\n${UP}\r\nhead`, end],
    ['101 with head, and more', [`HTTP/1.1 101 Switching Protocols\r\n${UP}\r\nhead`, 'more'], end],
    ['101 with a length', `HTTP/1.1 101 Switching Protocols\r\n${UP}Content-Length: 3\r\n\r\nabcdef`, end],
    ['102 first', `HTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 101 Go\r\n${UP}\r\nhead`, end],
  ], {
    options: { headers: { Connection: 'Upgrade', Upgrade: 'thing' } },
    setUp: (life, name) => {
      life.req.on('upgrade', (res, socket, head) => {
        t.watch(res, `${name}/message`, 'data aborted end close');
        t.log(`${name}/req`, 'upgrade', res, socket, head);
        t.props(res, `${name}/message`, 'statusCode statusMessage headers complete');
        t.props(life.req, `${name}/req`, 'destroyed');
        for (const event of ['data', 'drain', 'agentRemove']) t.log(`${name}/socket`, `listeners of '${event}'`, socket.listenerCount(event));
        t.log(`${name}/socket`, 'same socket', life.req.socket === socket, res.socket === socket);
        t.tick(`${name}/program`, 'after upgrade');
        socket.on('data', (data) => t.log(`${name}/socket`, 'data', data));
      });
    },
  });
};

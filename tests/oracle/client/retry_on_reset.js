'use strict';
// The reference's own example: a request on a reused connection that the peer resets is made again.
module.exports = (t) => {
  t.rawServer('', (peer, i) => {
    peer.expect('\r\n\r\n', () => {
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      peer.expect('\r\n\r\n', () => {
        if (i === 0) peer.destroy();
        else peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
    });
  }, (port) => {
    const agent = t.agent({ keepAlive: true });
    let count = 0;
    const ask = (then) => {
      count += 1;
      const name = `request ${count}`;
      const req = t.get({ port, agent }, (res) => res.resume());
      t.watch(req, `client/${name}`, 'socket response error close');
      req.on('error', (error) => {
        t.props(req, `client/${name}`, 'reusedSocket');
        if (req.reusedSocket && error.code === 'ECONNRESET') ask(then);
      });
      req.on('response', (res) => res.on('end', () => t.setImmediate(then)));
    };
    ask(() => ask(() => agent.destroy()));
  }, { accept: 2 });
};

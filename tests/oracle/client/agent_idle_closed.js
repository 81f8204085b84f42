'use strict';
// An idle connection that the peer ends or resets: it leaves the pool, the next request gets a new one.
const counts = require('./_counts');
module.exports = (t) => {
  for (const how of ['end', 'destroy']) {
    const server = t.rawServer('', (peer, i) => {
      peer.expect('\r\n\r\n', () => {
        peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        t.after(40, () => {
          if (how === 'end') peer.end();
          else peer.destroy();
        });
      });
    }, (port) => {
      const agent = t.agent({ keepAlive: true });
      const one = (name, then) => {
        const req = t.get({ port, agent }, (res) => res.resume());
        t.watch(req, `${how}/${name}`, 'socket response error close');
        req.on('socket', (socket) => t.watch(socket, `${how}/socket of ${name}`, 'free end error close'));
        req.on('close', () => t.props(req, `${how}/${name}`, 'reusedSocket'));
        req.on('close', () => t.setImmediate(then));
      };
      one('first', () => {
        counts(t, agent, `${how}/agent`, 'pooled');
        t.after(80, () => {
          counts(t, agent, `${how}/agent`, 'closed by the peer');
          one('second', () => {
            agent.destroy();
            server.close();
          });
        });
      });
    }, { accept: 9 });
  }
};

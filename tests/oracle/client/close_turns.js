'use strict';
// How many turns of the loop lie between the end of a response and the 'close' of its connection.
module.exports = (t) => {
  for (const [name, answer, ends, settings] of [
    ['close', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok', false, { keepAlive: true }],
    ['not kept', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', false, {}],
    ['close, peer ends', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok', true, {}],
    ['kept', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', false, { keepAlive: true }],
    ['destroyed', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', false, { keepAlive: true }],
  ]) {
    t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => {
      peer.write(answer);
      if (ends) peer.end();
    }), (port) => {
      const agent = t.agent(settings);
      const req = t.get({ port, agent }, (res) => {
        t.watch(res, `${name}/res`, 'end close');
        res.resume();
        res.on('end', () => {
          if (name === 'destroyed') req.destroy();
          let turn = 0;
          const next = () => {
            turn += 1;
            t.log(`${name}/program`, `turn ${turn}`);
            if (turn < 5) t.setImmediate(next);
            else agent.destroy();
          };
          t.setImmediate(next);
        });
      });
      t.watch(req, `${name}/req`, 'error close');
      req.on('socket', (socket) => t.watch(socket, `${name}/socket`, 'end free close'));
    });
  }
};

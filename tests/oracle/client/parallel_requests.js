'use strict';
// Two requests at once whose answers come in one wake-up, and their ticks, immediates and closes.
module.exports = (t) => {
  const peers = [];
  t.rawServer('', (peer) => {
    peer.expect('\r\n\r\n', () => {
      peers.push(peer);
      if (peers.length === 2) t.after(20, () => {
        for (const each of peers) each.write('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok');
      });
    });
  }, (port) => {
    for (const name of ['a', 'b']) {
      const req = t.get({ port, path: `/${name}` }, (res) => {
        t.log(`client/${name}`, "'response'");
        t.tick(`client/${name}`, "of 'response'");
        t.immediate(`client/${name}`, "of 'response'");
        res.on('data', (data) => {
          t.log(`client/${name}`, 'data', data);
          t.tick(`client/${name}`, "of 'data'");
        });
        res.on('end', () => t.log(`client/${name}`, "'end'"));
        res.on('close', () => t.log(`client/${name}`, "response 'close'"));
      });
      req.on('close', () => t.log(`client/${name}`, "'close'"));
      t.log(`client/${name}`, 'asked');
    }
  }, { accept: 2 });
};

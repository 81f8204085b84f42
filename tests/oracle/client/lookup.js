'use strict';
// The option lookup: called with what, back at once, late, with an error; where 'lookup' and 'connect' come.
module.exports = (t) => {
  for (const [name, answer] of [
    ['at once', (host, options, callback) => callback(null, '127.0.0.1', 4)],
    ['late', (host, options, callback) => { t.after(20, () => callback(null, '127.0.0.1', 4)); }],
    ['error', (host, options, callback) => callback(new Error('mine'))],
    ['error late', (host, options, callback) => { t.after(20, () => callback(new Error('mine'))); }],
  ]) {
    const server = t.rawServer('', (peer) => peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')), (port) => {
      const req = t.get({ port, host: 'name.invalid', family: 4, lookup: (host, options, callback) => {
        t.log(`${name}/lookup`, 'called', host, options.family);
        answer(host, options, callback);
      } }, (res) => res.resume());
      t.watch(req, `${name}/req`, 'socket finish response error close');
      req.on('socket', (socket) => t.watch(socket, `${name}/socket`, 'lookup connect ready error close'));
      req.on('close', () => server.close());
    }, { accept: 9 });
  }
};

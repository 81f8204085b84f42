'use strict';
// Return values around the high-water mark, before the connection and on it, and 'drain'.
module.exports = (t) => {
  for (const [name, size] of [['below', 16000], ['at', 16384], ['above', 16385]]) {
    t.rawServer('', (peer) => peer.expect('0\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')), (port) => {
      const req = t.watch(t.request({ port, method: 'POST', headers: { 'Transfer-Encoding': 'chunked' } }, (res) => res.resume()), `${name}/req`, 'socket drain finish response close');
      t.call(`${name}/req`, 'write', () => req.write(Buffer.alloc(size, 'a'), t.logs(`${name}/req`, 'w1')));
      t.call(`${name}/req`, 'write', () => req.write('b', t.logs(`${name}/req`, 'w2', () => t.setImmediate(() => {
        t.log(`${name}/program`, 'written');
        t.call(`${name}/req`, 'write', () => req.write('c', t.logs(`${name}/req`, 'w3', () => t.setImmediate(() => {
          t.call(`${name}/req`, 'end', () => req.end() === req);
        }))));
      }))));
    });
  }
};

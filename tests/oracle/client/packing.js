'use strict';
// How many writes reach the system: head and body, cork and uncork, chunks of a tick, on a connection that stands.
module.exports = (t) => {
  const cases = [
    ['GET', { method: 'GET' }, (req) => req.end()],
    ['end(data)', { method: 'POST' }, (req) => req.end('body')],
    ['end(bytes)', { method: 'POST' }, (req) => req.end(Buffer.from('body'))],
    ['write, end', { method: 'POST' }, (req) => { req.write('a'); req.end(); }],
    ['write, end with a length', { method: 'POST', headers: { 'Content-Length': 1 } }, (req) => { req.write('a'); req.end(); }],
    ['three writes', { method: 'POST' }, (req) => { req.write('a'); req.write('b'); req.write('c'); req.end(); }],
    ['three writes with a length', { method: 'POST', headers: { 'Content-Length': 3 } }, (req) => { req.write('a'); req.write('b'); req.write('c'); req.end(); }],
    ['mixed', { method: 'POST' }, (req) => { req.write('a'); req.write(Buffer.from('b')); req.end('c'); }],
    ['cork', { method: 'POST' }, (req) => { req.cork(); req.write('a'); req.write('b'); req.uncork(); req.end(); }],
    ['cork, end', { method: 'POST' }, (req) => { req.cork(); req.write('a'); req.end('b'); }],
    ['cork twice', { method: 'POST' }, (req) => { req.cork(); req.cork(); req.write('a'); req.uncork(); req.write('b'); req.uncork(); req.end(); }],
    ['flushHeaders', { method: 'POST' }, (req) => { req.flushHeaders(); req.end('a'); }],
    ['later ticks', { method: 'POST' }, (req) => { req.write('a'); t.nextTick(() => { req.write('b'); t.nextTick(() => req.end('c')); }); }],
    ['later immediates', { method: 'POST' }, (req) => { req.write('a'); t.setImmediate(() => { req.write('b'); t.setImmediate(() => req.end('c')); }); }],
    ['Expect', { method: 'POST', headers: { Expect: '100-continue' } }, (req) => t.setImmediate(() => req.end('c'))],
  ];
  for (const [name, options, act] of cases) {
    const agent = t.agent({ keepAlive: true });
    t.rawServer('', (peer) => {
      const ok = () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      peer.expect('\r\n\r\n', ok);
      peer.expect('\r\n\r\n', ok);
    }, (port) => {
      const first = t.get({ port, agent }, (res) => res.resume());
      first.on('close', () => t.setImmediate(() => {
        const req = t.request({ port, agent, ...options }, (res) => res.resume());
        req.on('socket', (socket) => {
          t.writes(socket, `${name}/socket`);
          t.setImmediate(() => act(req));
        });
        req.on('close', () => t.after(10, () => agent.destroy()));
      }));
    });
  }
};

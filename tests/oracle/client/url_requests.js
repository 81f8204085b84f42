'use strict';
// request(url), request(url, options), get(url): the bytes of each, with the callback last.
module.exports = (t) => {
  for (const [name, rest, options] of [
    ['plain', '/a?b', {}],
    ['hash', '/a?b#c', {}],
    ['encoded', '/a b\xe4', {}],
    ['options', '/a', { method: 'POST', headers: { 'X-A': 'b' }, path: '/c' }],
    ['setHost', '', { setHost: false }],
  ]) {
    t.rawServer(`${name}/wire`, (peer) => peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')), (port) => {
      const agent = t.agent({});
      const url = `http://user:pass@127.0.0.1:${port}${rest}`;
      const req = t.http.request(url, { agent, ...options }, (res) => res.resume());
      t.props(req, `${name}/req`, 'method path host');
      req.end();
    });
  }
};

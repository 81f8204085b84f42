'use strict';
// Setting, replacing, removing and listing headers; case and order as on the wire.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(res, 'res');
    t.call('res', 'setHeader', () => { res.setHeader('X-First', 1); });
    res.setHeader('x-second', 'two');
    res.setHeader('X-Third', [3, 'three']);
    res.setHeader('X-FIRST', 1.5);
    res.setHeader('X-Bool', true);
    res.setHeader('X-Empty', '');
    res.setHeader('X-Empty-List', []);
    res.setHeader('X-Gone', 'gone');
    t.call('res', 'removeHeader', () => res.removeHeader('x-gone'));
    t.call('res', 'remove unknown', () => res.removeHeader('x-unknown'));
    t.call('res', 'getHeader', () => res.getHeader('X-Third'));
    t.call('res', 'getHeader other case', () => res.getHeader('x-first'));
    t.call('res', 'getHeader unknown', () => res.getHeader('nothing'));
    t.call('res', 'hasHeader', () => res.hasHeader('X-SECOND'));
    t.call('res', 'hasHeader unknown', () => res.hasHeader('X'));
    t.call('res', 'getHeaderNames', () => res.getHeaderNames());
    t.call('res', 'getHeaders', () => res.getHeaders());
    const copy = res.getHeaders();
    copy['x-first'] = 'changed';
    t.call('res', 'a copy', () => res.getHeader('x-first'));
    res.setHeader('Content-Length', 2);
    res.end('ok');
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};

'use strict';
// write and end: texts, encodings, bytes, empty ones, callbacks and return values; each chunk of the wire.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(res, 'res', 'finish close drain');
    t.call('res', 'empty write', () => res.write('', t.logs('res', 'written empty')));
    t.props(res, 'res', 'headersSent writableLength');
    t.call('res', 'text', () => res.write('caf\xe9', t.logs('res', 'written text')));
    t.call('res', 'latin1', () => res.write('caf\xe9', 'latin1', t.logs('res', 'written latin1')));
    t.call('res', 'hex', () => res.write('616263', 'hex'));
    t.call('res', 'base64', () => res.write('YWJj', 'base64'));
    t.call('res', 'utf16le', () => res.write('ab', 'utf16le'));
    t.call('res', 'bytes', () => res.write(Buffer.from([0, 255]), t.logs('res', 'written bytes')));
    t.call('res', 'empty bytes', () => res.write(Buffer.alloc(0), t.logs('res', 'written empty bytes')));
    t.tick('res', 'after writes');
    t.call('res', 'end', () => res.end('z', t.logs('res', 'ended')));
    t.tick('res', 'after end');
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};

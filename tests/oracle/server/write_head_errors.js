'use strict';
// What writeHead refuses, and that nothing of it goes out.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    const refuse = (text, f) => t.call('res', text, f);
    refuse('99', () => res.writeHead(99));
    refuse('1000', () => res.writeHead(1000));
    refuse('text', () => res.writeHead('abc'));
    refuse('none', () => res.writeHead(null));
    refuse('message with line break', () => res.writeHead(200, 'a\r\nb'));
    refuse('message beyond latin-1', () => res.writeHead(200, 'caf\u0119'));
    res.statusMessage = undefined;
    refuse('name with space', () => res.writeHead(200, { 'a b': '1' }));
    refuse('empty name', () => res.writeHead(200, { '': '1' }));
    refuse('value with line break', () => res.writeHead(200, { A: '1\r\nB: 2' }));
    refuse('value beyond latin-1', () => res.writeHead(200, { A: '\u0119' }));
    res.setHeader('X-Set', 'yes');
    refuse('none value over setHeader', () => res.writeHead(200, { A: undefined }));
    t.props(res, 'res', 'headersSent');
    res.statusCode = 200;
    refuse('fine', () => { res.writeHead(200, { B: 'b' }); });
    refuse('twice', () => { res.writeHead(200, { C: 'c' }); });
    res.end('body');
    refuse('after end', () => { res.writeHead(200, { C: 'c' }); });
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};

'use strict';
// What the header methods refuse, before and after the headers have gone.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    const refuse = (text, f) => t.call('res', text, f);
    refuse('set number name', () => res.setHeader(5, 'a'));
    refuse('set empty name', () => res.setHeader('', 'a'));
    refuse('set name with colon', () => res.setHeader('a:', 'a'));
    refuse('set name with é', () => res.setHeader('\xe9', 'a'));
    refuse('set none', () => res.setHeader('A', undefined));
    refuse('set line break', () => res.setHeader('A', 'a\nb'));
    refuse('set NUL', () => res.setHeader('A', '\0'));
    refuse('set DEL', () => res.setHeader('A', '\x7f'));
    refuse('set tab', () => res.setHeader('Tab', 'a\tb'));
    refuse('set latin-1', () => res.setHeader('Latin', '\xe9'));
    refuse('set wide', () => res.setHeader('A', '\u0119'));
    refuse('set list with a bad one', () => res.setHeader('A', ['fine', 'b\r']));
    refuse('get number', () => res.getHeader(5));
    refuse('has number', () => res.hasHeader(5));
    refuse('remove number', () => res.removeHeader(5));
    refuse('trailer name', () => res.addTrailers({ 'a b': '1' }));
    refuse('trailer value', () => res.addTrailers({ a: '1\n' }));
    refuse('validateHeaderName', () => t.http.validateHeaderName && t.http.validateHeaderName('a b'));
    refuse('names', () => res.getHeaderNames());
    res.write('x');
    refuse('set after sent', () => res.setHeader('B', 'b'));
    refuse('remove after sent', () => res.removeHeader('Tab'));
    refuse('get after sent', () => res.getHeader('Tab'));
    refuse('has after sent', () => res.hasHeader('tAB'));
    refuse('names after sent', () => res.getHeaderNames());
    res.end();
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};

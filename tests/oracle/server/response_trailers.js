'use strict';
// addTrailers: on a chunked body, on one with a length, on HTTP/1.0; as mapping and as pairs.
module.exports = (t) => {
  const cases = [['1.1', false, false], ['1.1', true, false], ['1.0', false, false], ['1.1', false, true]];
  let length, pairs, label;
  const server = t.createServer((req, res) => {
    res.setHeader('Trailer', 'X-Sum');
    if (length) res.setHeader('Content-Length', 4);
    t.call(label, 'write', () => res.write('body'));
    t.call(label, 'addTrailers', () => res.addTrailers(pairs ? [['X-Sum', '1'], ['X-Sum', '2']] : { 'X-Sum': 'abc', 'X-Two': 'b' }));
    res.end();
  });
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    let version;
    [version, length, pairs] = cases.shift();
    label = `${version}${length ? ' length' : ''}${pairs ? ' pairs' : ''}/res`;
    t.exchange(port, label, `GET / HTTP/${version}\r\nHost: a\r\n\r\n`, () => next(port));
  });
};

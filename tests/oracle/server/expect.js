'use strict';
// Expect without and with listeners, by value and version; writeContinue, or an answer without it.
module.exports = (t) => {
  const cases = [];
  for (const listeners of ['none', 'both']) {
    for (const value of ['100-continue', '100-Continue', '100-continue, tea', 'tea', '']) cases.push([listeners, value, '1.1']);
    cases.push([listeners, '100-continue', '1.0']);
  }
  cases.push(['refusing', '100-continue', '1.1']);
  let label;
  const answer = (name) => (req, res) => {
    t.watch(req, `${label}/req`, 'data end');
    t.log(`${label}/req`, name);
    if (name === 'checkContinue') res.writeContinue(t.logs(`${label}/res`, 'continue written'));
    if (name === 'refuse') res.writeHead(417, { Connection: 'close' });
    t.props(res, `${label}/res`, 'headersSent');
    req.on('end', () => res.end('answer'));
  };
  const server = t.watch(t.createServer(answer('request')), 'server');
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    const [listeners, value, version] = cases.shift();
    label = `${listeners} ${version} "${value}"`;
    server.removeAllListeners('checkContinue').removeAllListeners('checkExpectation');
    if (listeners !== 'none') {
      server.on('checkContinue', answer(listeners === 'both' ? 'checkContinue' : 'refuse'));
      server.on('checkExpectation', answer('checkExpectation'));
    }
    const last = listeners === 'none' && !/100-continue/i.test(value) ? ' 417 ' : 'answer';
    t.exchange(port, `${label}/wire`, `POST / HTTP/${version}\r\nHost: a\r\nExpect: ${value}\r\nContent-Length: 2\r\n\r\nhi`, () => next(port), last);
  });
};

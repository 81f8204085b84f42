'use strict';
// abort() before a socket is assigned: 'abort' comes before 'close' here, as the reference says, after it in Node.
module.exports = (t) => {
  const run = (prefix, variant) => require('./_sequences')(t, { prefix: `${prefix}: `, ...variant }, ['abort before socket']);
  run('POST', { options: () => ({ method: 'POST' }), start: (req) => req.write('a part of the body') });
  run('PUT', { options: () => ({ method: 'PUT' }), start: (req) => req.end('body') });
  run('Expect', { options: () => ({ method: 'POST', headers: { Expect: '100-continue' } }) });
  run('agent false', { options: () => ({ agent: false }) });
  run('keep-alive', { options: () => ({ agent: t.agent({ keepAlive: true }) }) });
  run('reused', {
    options: () => ({ agent: t.agent({ keepAlive: true }) }),
    first: (peer, i, answer) => peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na')),
    before: (options, begin) => t.get(options, (res) => res.resume()).on('close', () => t.setImmediate(begin)),
  });
  run('Unix socket', { unix: true });
};

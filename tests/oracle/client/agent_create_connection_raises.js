'use strict';
// createConnection that raises, or gives nothing; the option of a request, with and without an agent.
const counts = require('./_counts');
module.exports = (t) => {
  const agent = t.agent({});
  agent.createConnection = (options, callback) => {
    throw new Error('mine');
  };
  t.call('raised/agent', 'request', () => t.request({ port: 1, agent }));
  counts(t, agent, 'raised/agent', 'after it');
  const fail = (options, callback) => {
    throw new Error('mine');
  };
  t.call('raised/option', 'request', () => t.request({ port: 1, createConnection: fail }));
  for (const [name, own] of [['agent false', { agent: false }], ['default agent', {}]]) {
    t.rawServer(`${name}/wire`, (peer) => peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')), (port) => {
      const req = t.get({
        port,
        path: '/a',
        createConnection: (options, callback) => {
          t.log(`${name}/option`, 'createConnection', options.host, options.port);
          return t.net.connect({ host: options.host, port: options.port });
        },
        ...own,
      }, (res) => t.watch(res, `${name}/res`, 'data end close'));
      t.watch(req, `${name}/req`, 'socket response error close');
    });
  }
};

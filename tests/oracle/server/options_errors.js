'use strict';
// Options of createServer that are refused.
module.exports = (t) => {
  for (const options of [{ maxHeaderSize: 'x' }, { maxHeaderSize: -1 }, { maxHeaderSize: 1.5 }, { insecureHTTPParser: 1 }]) {
    t.call('server', JSON.stringify(options), () => { t.createServer(() => {}, options); });
  }
  const server = t.createServer();
  t.call('server', 'setTimeout', () => server.setTimeout(50, () => {}) === server);
  t.log('server', 'listeners', server.listenerCount('timeout'), server.timeout);
};

'use strict';
// URLs that the URL standard refuses and Node's new URL() reads, or leaves to the socket to refuse.
module.exports = (t) => {
  const agent = t.agent({ lookup: (host, options, callback) => callback(null, '127.0.0.1', 4) });
  for (const url of ['http://a b/', 'http://a:b/', 'http://a%20b/', 'http://a:99999/', 'http://a^b/', 'http://a|b/']) {
    t.call('client/request', `'${url}'`, () => {
      const req = t.http.request(url, { agent });
      t.props(req, 'client/request', 'host path');
      req.on('error', (error) => {});
      req.destroy();
      return req;
    });
  }
};

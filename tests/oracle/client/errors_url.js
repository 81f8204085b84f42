'use strict';
// request(url): what is no URL, and what URLs become.
module.exports = (t) => {
  const agent = t.agent({ lookup: (host, options, callback) => callback(null, '127.0.0.1', 4) });
  for (const url of ['', 'abc', '/path', 'http://', 'http://[::1', '//host/',
    'https://host/', 'ftp://host/', 'mailto:x', 'http://%00/']) {
    t.call('client/request', `'${url}'`, () => {
      const req = t.http.request(url, { agent });
      req.on('error', (error) => {});
      req.destroy();
      return req;
    });
  }
  for (const url of ['http://example.com', 'HTTP://EXAMPLE.com:80/a?b#c', 'http://example.com:8080/a/../b', 'http://u:p@example.com/',
    'http://u%40:p%3A@example.com/', 'http://[::1]:81/', 'http://127.1/', 'http://b\xfccher.example/\xe4?\xfc', 'http://example.com?q', ' http://example.com/a b ',
    'http:example.com', 'http:\\\\example.com\\a', "http://example.com/'\"<>`{}|^"]) {
    const req = t.http.request(url, { agent });
    t.log('client/request', 'url', url);
    t.props(req, 'client/request', 'path host method protocol');
    t.log('client/request', 'headers', req.getHeader('host'), req.getHeader('authorization'));
    req.on('error', (error) => {});
    req.destroy();
  }
  for (const options of [{ path: '/other' }, { host: 'other.example' }, { hostname: 'other.example' }, { port: 81 }, { auth: 'x:y' }, { method: 'PUT' }]) {
    const req = t.http.request('http://u:p@example.com:8080/a?b', { agent, ...options });
    t.log('client/options', 'over the URL', options);
    t.props(req, 'client/options', 'path host method protocol');
    t.log('client/options', 'headers', req.getHeader('host'), req.getHeader('authorization'));
    req.on('error', (error) => {});
    req.destroy();
  }
};

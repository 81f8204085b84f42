'use strict';
// What request() refuses at once: type, code and text of each error.
module.exports = (t) => {
  for (const [what, options] of [
    ['path with a space', { path: '/a b' }],
    ['path with a line end', { path: '/a\r\nb' }],
    ['path with NUL', { path: '/\x00' }],
    ['path above latin-1', { path: '/\u20ac' }],
    ['protocol https', { protocol: 'https:' }],
    ['protocol without a colon', { protocol: 'http' }],
    ['protocol of nothing', { protocol: 'x:' }],
    ['method with a space', { method: 'GE T' }],
    ['method with a line end', { method: 'GET\r\n' }],
    ['method of a number', { method: 5 }],
    ['method true', { method: true }],
    ['host of a number', { host: 5 }],
    ['hostname of a list', { hostname: [] }],
    ['hostname true', { hostname: true }],
    ['header name with a space', { headers: { 'a b': 'c' } }],
    ['header name empty', { headers: { '': 'c' } }],
    ['header name not ASCII', { headers: { '\xe4': 'c' } }],
    ['header value with a line end', { headers: { a: 'b\r\nc' } }],
    ['header value above latin-1', { headers: { a: '\u20ac' } }],
    ['header value none', { headers: { a: undefined } }],
    ['header value list', { headers: { a: ['b', 'c\n'] } }],
    ['header pairs, name', { headers: [['a b', 'c']] }],
    ['header pairs, value', { headers: [['a', '\x01']] }],
    ['port too big', { port: 65536 }],
    ['port negative', { port: -1 }],
    ['port of letters', { port: 'abc' }],
    ['port of half a number', { port: 80.5 }],
    ['timeout of letters', { timeout: 'abc' }],
    ['timeout negative', { timeout: -1 }],
    ['timeout none', { timeout: null }],
    ['agent of a number', { agent: 5 }],
    ['agent true', { agent: true }],
    ['agent of a mapping', { agent: {} }],
    ['localAddress', { localAddress: 'nowhere' }],
    ['lookup', { lookup: 5, host: 'name.invalid' }],
    ['family', { family: 7, host: 'name.invalid', lookup: 5 }],
    ['insecureHTTPParser', { insecureHTTPParser: 1 }],
    ['maxHeaderSize of letters', { maxHeaderSize: 'abc' }],
    ['maxHeaderSize negative', { maxHeaderSize: -1 }],
    ['auth of a number', { auth: 5 }],
  ]) {
    t.call('client/request', what, () => {
      const req = t.request({ port: 1, ...options });
      req.on('error', (error) => {});
      req.destroy();
      return req;
    });
  }
};

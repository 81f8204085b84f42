'use strict';
// Duplicate and odd headers of a response: merged, kept, discarded, and raw.
const end = '\r\nContent-Length: 0\r\n\r\n';
module.exports = (t) => require('./_answers')(t, [
  ['list', `HTTP/1.1 200 A\r\nX-A: 1\r\nx-a: 2\r\nX-a: 3${end}`],
  ['set-cookie once', `HTTP/1.1 200 A\r\nSet-Cookie: a=1${end}`],
  ['set-cookie twice', `HTTP/1.1 200 A\r\nSet-Cookie: a=1\r\nset-cookie: b=2${end}`],
  ['cookie', `HTTP/1.1 200 A\r\nCookie: a\r\nCookie: b${end}`],
  ['content-type', `HTTP/1.1 200 A\r\nContent-Type: a\r\nContent-Type: b${end}`],
  ['the first holds', `HTTP/1.1 200 A\r\nAge: 1\r\nAge: 2\r\nETag: 1\r\nETag: 2\r\nExpires: 1\r\nExpires: 2\r\nLast-Modified: 1\r\nLast-Modified: 2\r\nLocation: 1\r\nLocation: 2\r\nRetry-After: 1\r\nRetry-After: 2\r\nServer: 1\r\nServer: 2\r\nMax-Forwards: 1\r\nMax-Forwards: 2${end}`],
  ['the first holds, requests', `HTTP/1.1 200 A\r\nAuthorization: 1\r\nAuthorization: 2\r\nFrom: 1\r\nFrom: 2\r\nHost: 1\r\nHost: 2\r\nReferer: 1\r\nReferer: 2\r\nUser-Agent: 1\r\nUser-Agent: 2\r\nProxy-Authorization: 1\r\nProxy-Authorization: 2\r\nIf-Modified-Since: 1\r\nIf-Modified-Since: 2\r\nIf-Unmodified-Since: 1\r\nIf-Unmodified-Since: 2${end}`],
  ['empty ones', `HTTP/1.1 200 A\r\nX-A:\r\nX-A: \r\nX-A: a\r\nX-B: b\r\nX-B:${end}`],
  ['white space', `HTTP/1.1 200 A\r\nX-A: \t a b \t \r\nX-B:c${end}`],
  ['latin-1', `HTTP/1.1 200 A\r\nX-A: \xe4\xff\x80${end}`],
  ['joined', `HTTP/1.1 200 A\r\nVia: 1\r\nVia: 2\r\nVary: a\r\nVary: b\r\nCache-Control: a\r\nCache-Control: b\r\nConnection: x\r\nConnection: y${end}`],
], { props: 'headers rawHeaders' });

'use strict';
// A 204 or 304 that announces a body: Node reads one, RFC 9112 says that there is none.
module.exports = (t) => {
  const cases = [];
  for (const status of [204, 304]) {
    cases.push([`${status} with length and body`, `HTTP/1.1 ${status} A\r\nContent-Length: 2\r\n\r\nok`, { end: true }]);
    cases.push([`${status} with length, none`, `HTTP/1.1 ${status} A\r\nContent-Length: 2\r\n\r\n`, { end: true }]);
    cases.push([`${status} chunked`, `HTTP/1.1 ${status} A\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`, { end: true }]);
  }
  require('./_answers')(t, cases);
};

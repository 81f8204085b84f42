'use strict';
// A peer that ends its side: with the response and without, while the request's body is still being sent.
module.exports = (t) => {
  const cases = [];
  for (const keepAlive of [false, true]) {
    const how = keepAlive ? ', kept' : '';
    cases.push([`without a response${how}`, '', keepAlive]);
    cases.push([`with a response up to EOF${how}`, 'HTTP/1.1 200 OK\r\n\r\nok', keepAlive]);
    cases.push([`with half a response${how}`, 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok', keepAlive]);
  }
  cases.push(['with a response', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', false]);
  require('./_half_closes')(t, cases);
};

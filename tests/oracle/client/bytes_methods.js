'use strict';
// The bytes of every method with every way to write its body.
module.exports = (t) => {
  const bodies = [
    ['end()', (req) => req.end()],
    ['end(data)', (req) => req.end('body')],
    ['write, end', (req) => { req.write('body'); req.end(); }],
    ['write, write, end(data)', (req) => { req.write('a'); req.write('b'); req.end('c'); }],
  ];
  const cases = [];
  for (const method of ['POST', 'PUT', 'PATCH', 'PROPFIND']) {
    for (const [how, act] of bodies) cases.push([`${method} ${how}`, { method }, act]);
  }
  for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'M-SEARCH', 'post', 'get', 'PURGE', 'X-OWN']) {
    cases.push([`${method} end()`, { method }, (req) => req.end()]);
  }
  require('./_bytes')(t, cases);
};

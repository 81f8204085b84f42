'use strict';
// GET, HEAD, DELETE, OPTIONS and TRACE with a body: Node sends it unframed (here it is framed).
module.exports = (t) => {
  const cases = [];
  for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']) {
    cases.push([`${method} end(data)`, { method }, (req) => req.end('body')]);
    cases.push([`${method} write, end`, { method }, (req) => { req.write('body'); req.end(); }]);
    cases.push([`${method} with length`, { method, headers: { 'Content-Length': 4 } }, (req) => req.end('body')]);
    cases.push([`${method} chunked`, { method, headers: { 'Transfer-Encoding': 'chunked' } }, (req) => req.end('body')]);
  }
  require('./_bytes')(t, cases);
};

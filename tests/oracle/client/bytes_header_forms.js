'use strict';
// Headers as an object, as a list of pairs, with setHeader: names, values, order.
module.exports = (t) => {
  const end = (req) => req.end();
  require('./_bytes')(t, [
    ['object', { headers: { 'X-A': 'a', 'x-b': 1, 'X-C': true, 'X-D': ['1', '2'] } }, end],
    ['pairs', { headers: [['X-A', 'a'], ['x-b', 1], ['X-D', ['1', '2']]] }, end],
    ['pairs twice', { headers: [['X-A', 'a'], ['X-A', 'b']] }, end],
    ['pairs with Host', { headers: [['Host', 'h'], ['X-A', 'a']] }, end],
    ['pairs, POST', { method: 'POST', headers: [['X-A', 'a']] }, (req) => req.end('body')],
    ['pairs, POST, written', { method: 'POST', headers: [['X-A', 'a']] }, (req) => { req.write('a'); req.end('b'); }],
    ['pairs, GET', { headers: [] }, end],
    ['pairs with length', { method: 'POST', headers: [['Content-Length', '4']] }, (req) => req.end('body')],
    ['pairs with auth', { headers: [['X-A', 'a']], auth: 'u:p' }, end],
    ['setHeader', {}, (req) => { req.setHeader('X-A', 'a'); req.setHeader('x-a', 'b'); req.setHeader('X-B', [1, 2]); req.end(); }],
    ['setHeader Host', {}, (req) => { req.setHeader('host', 'other'); req.end(); }],
    ['removeHeader Host', {}, (req) => { req.removeHeader('HOST'); req.end(); }],
    ['removeHeader Connection', {}, (req) => { req.removeHeader('Connection'); req.end(); }],
    ['removeHeader Content-Length', { method: 'POST' }, (req) => { req.removeHeader('Content-Length'); req.end('body'); }],
    ['removeHeader Transfer-Encoding', { method: 'POST' }, (req) => { req.removeHeader('Transfer-Encoding'); req.write('a'); req.end('b'); }],
    ['Cookie list', { headers: { Cookie: ['a=1', 'b=2'], 'Set-Cookie': ['a', 'b'] } }, end],
    ['Cookie pairs', { headers: [['Cookie', ['a=1', 'b=2']], ['Set-Cookie', ['a', 'b']]] }, end],
    ['latin-1', { headers: { 'X-A': '\xe4\xff' } }, end],
    ['empty value', { headers: { 'X-A': '' } }, end],
    ['Date', { headers: { Date: 'now' } }, end],
  ]);
};

'use strict';
// The headers that mean something to the client: Content-Length, Transfer-Encoding, Connection, Expect, TE, Trailer, Upgrade.
module.exports = (t) => {
  const body = (req) => req.end('body');
  const written = (req) => { req.write('bo'); req.end('dy'); };
  const post = (headers) => ({ method: 'POST', headers });
  require('./_bytes')(t, [
    ['Content-Length, written', post({ 'Content-Length': 4 }), written],
    ['Content-Length wrong', post({ 'content-length': '2' }), body],
    ['Transfer-Encoding chunked', post({ 'Transfer-Encoding': 'chunked' }), body],
    ['Transfer-Encoding Chunked', post({ 'transfer-encoding': 'Chunked' }), written],
    ['Transfer-Encoding gzip, chunked', post({ 'Transfer-Encoding': 'gzip, chunked' }), body],
    ['Transfer-Encoding identity', post({ 'Transfer-Encoding': 'identity' }), body],
    ['both', post({ 'Content-Length': 4, 'Transfer-Encoding': 'chunked' }), body],
    ['Connection close', post({ Connection: 'close' }), body],
    ['Connection keep-alive', post({ connection: 'keep-alive' }), body],
    ['Connection other', post({ Connection: 'TE' }), body],
    ['Connection list', post({ Connection: ['keep-alive', 'TE'] }), body],
    ['Connection keep-alive, GET', { headers: { Connection: 'Keep-Alive' } }, (req) => req.end()],
    ['Expect', post({ Expect: '100-continue' }), body],
    ['Expect with length', post({ Expect: '100-continue', 'Content-Length': 4 }), body],
    ['Expect other', post({ expect: 'tea' }), body],
    ['Expect, GET', { headers: { Expect: '100-continue' } }, (req) => req.end()],
    ['Upgrade', { headers: { Connection: 'Upgrade', Upgrade: 'thing' } }, (req) => req.end()],
    ['Keep-Alive', { headers: { 'Keep-Alive': 'timeout=1' } }, (req) => req.end()],
    ['Proxy-Connection', { headers: { 'Proxy-Connection': 'close' } }, (req) => req.end()],
  ]);
};

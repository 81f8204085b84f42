'use strict';
// flushHeaders(): the head goes out alone; how it decides the framing; again, and after a write.
module.exports = (t) => {
  const post = { method: 'POST' };
  require('./_bytes')(t, [
    ['POST', post, (req) => {
      t.props(req, 'POST/wire', 'headersSent');
      t.call('POST/wire', 'flushHeaders', () => req.flushHeaders());
      t.props(req, 'POST/wire', 'headersSent');
      req.flushHeaders();
      req.end('body');
    }],
    ['POST with length', { method: 'POST', headers: { 'Content-Length': 4 } }, (req) => { req.flushHeaders(); req.end('body'); }],
    ['GET', {}, (req) => { req.flushHeaders(); req.end(); }],
    ['after a write', post, (req) => { req.write('a'); req.flushHeaders(); req.end(); }],
    ['after the end', post, (req) => { req.end('a'); t.call('after the end/wire', 'flushHeaders', () => req.flushHeaders()); }],
    ['setHeader afterwards', post, (req) => {
      req.flushHeaders();
      t.call('setHeader afterwards/wire', 'setHeader', () => req.setHeader('A', 'b'));
      t.call('setHeader afterwards/wire', 'removeHeader', () => req.removeHeader('A'));
      req.end();
    }],
    ['empty write', post, (req) => {
      t.call('empty write/wire', 'write', () => req.write('', t.logs('empty write/wire', 'called back')));
      t.props(req, 'empty write/wire', 'headersSent');
      req.end();
    }],
    ['trailers', { method: 'POST', headers: { Trailer: 'X-Sum' } }, (req) => {
      req.write('a');
      req.addTrailers({ 'X-Sum': '1', 'X-List': 'b' });
      req.end('c');
    }],
    ['trailers with length', { method: 'POST', headers: { 'Content-Length': 1 } }, (req) => { req.addTrailers({ 'X-Sum': '1' }); req.end('c'); }],
  ]);
};

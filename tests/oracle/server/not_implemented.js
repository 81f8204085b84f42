'use strict';
// What a bare OutgoingMessage cannot do, and what a message without a connection says.
module.exports = (t) => {
  const message = new t.http.OutgoingMessage();
  t.props(message, 'message', 'headersSent finished writableEnded writableFinished writableLength socket sendDate shouldKeepAlive');
  t.call('message', 'setHeader', () => message.setHeader('A', 'b'));
  t.call('message', 'getHeader', () => message.getHeader('a'));
  t.call('message', 'write', () => message.write('x'));
  t.call('message', 'end', () => message.end());
  t.call('message', 'flushHeaders', () => message.flushHeaders());
  const incoming = new t.http.IncomingMessage();
  t.props(incoming, 'incoming', 'headers rawHeaders trailers rawTrailers complete aborted method url statusCode statusMessage httpVersion socket readable');
  t.call('incoming', 'pipe to a request', () => { message.pipe(incoming); });
};

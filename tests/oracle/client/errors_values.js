'use strict';
// validateHeaderName and validateHeaderValue; METHODS and STATUS_CODES by their size; Agent's own errors.
module.exports = (t) => {
  const { http } = t;
  for (const name of ['a', 'X-Y', '!#$%&*+.^_`|~0', '', ' ', 'a b', 'a:', '\xe4', 'a\r', 5, undefined]) {
    t.call('http/name', 'validateHeaderName', () => http.validateHeaderName(name));
  }
  for (const value of ['', 'a', '\t', '\xff', 5, true, undefined, 'a\r\n', '\x00', '\x7f', '\u0100', ['a'], ['a\n']]) {
    t.call('http/value', 'validateHeaderValue', () => http.validateHeaderValue('X-My', value));
  }
  t.log('http/module', 'sizes', http.METHODS.length, http.STATUS_CODES[418], http.maxHeaderSize);
  for (const options of [{ scheduling: 'random' }, { scheduling: 5 }, { maxTotalSockets: 0 }, { maxTotalSockets: -1 }, { maxTotalSockets: 'a' },
    { maxSockets: 0 }, { maxFreeSockets: 0 }, { keepAlive: 5 }]) {
    t.call('http/agent', 'new Agent', () => {
      const agent = t.agent(options);
      t.props(agent, 'http/agent', 'maxSockets maxFreeSockets maxTotalSockets keepAlive scheduling');
      return 'made';
    });
  }
  const plain = t.agent({});
  t.props(plain, 'http/agent', 'maxSockets maxFreeSockets maxTotalSockets keepAlive keepAliveMsecs scheduling defaultPort protocol totalSocketCount');
};

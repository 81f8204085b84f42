'use strict';
// METHODS, STATUS_CODES, maxHeaderSize, and the two validators.
module.exports = (t) => {
  for (const method of t.http.METHODS) t.log('methods', method);
  for (const code of Object.keys(t.http.STATUS_CODES)) t.log('status', code, t.http.STATUS_CODES[code]);
  t.props(t.http, 'http', 'maxHeaderSize');
  for (const name of ['a', 'X-Y', "!#$%&'*+-.^_`|~0", '', ' ', 'a b', 'a:', '\xe9', 'a\n']) t.call('name', JSON.stringify(name), () => t.http.validateHeaderName(name));
  for (const value of ['a', '', 'a\tb', '\xe9', 'a\nb', '\0', '\x7f', '\u20ac', 5]) t.call('value', JSON.stringify(value), () => t.http.validateHeaderValue('x', value));
  t.call('value', 'none', () => t.http.validateHeaderValue('x', undefined));
};

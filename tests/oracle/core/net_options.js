'use strict';
// Options that connect and createConnection refuse at once.
module.exports = (t) => {
  const cases = {
    'port too large': { port: 65536 },
    'negative port': { port: -1 },
    'port as list': { port: [] },
    'path as number': { path: 5 },
    'local address': { port: 1, localAddress: 'nonsense' },
    'local port': { port: 1, localPort: 'x' },
    'lookup': { port: 1, host: 'a', lookup: 'x' },
  };
  for (const name of Object.keys(cases)) t.call('connect', name, () => { t.net.connect(cases[name]); });
  for (const value of ['1.2.3.4', '::1', '1.2.3', 'a', '']) {
    t.log('isIP', value, t.net.isIP(value));
  }
};

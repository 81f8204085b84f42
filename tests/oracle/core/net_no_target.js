'use strict';
// connect() without a port and without a path.
module.exports = (t) => {
  t.call('connect', 'no port, no path', () => { t.net.connect({}).on('error', () => {}); });
};

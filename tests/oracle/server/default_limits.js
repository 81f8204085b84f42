'use strict';
// The default of maxHeadersCount: the documentation's 2000.
module.exports = (t) => {
  t.props(t.createServer(), 'server', 'maxHeadersCount');
};

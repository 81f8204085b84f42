'use strict';
// Ports that are none.
module.exports = (t) => {
  for (const port of [-1, 65536, 1.5]) t.call('server', `listen ${JSON.stringify(port)}`, () => { t.createServer().listen(port); });
};

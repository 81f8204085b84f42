'use strict';
// The ten sequences of a request with a complete body.
module.exports = (t) => require('./_sequences')(t, {
  options: () => ({ method: 'PUT' }),
  start: (req, { name }) => {
    req.write('one');
    req.end('two', t.logs(`${name}/end`, 'called back'));
  },
});

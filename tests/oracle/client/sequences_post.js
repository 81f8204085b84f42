'use strict';
// The ten sequences of a request whose body is being sent: written to, not ended.
module.exports = (t) => require('./_sequences')(t, {
  options: () => ({ method: 'POST' }),
  start: (req) => req.write('a part of the body'),
});

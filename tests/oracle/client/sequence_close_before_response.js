'use strict';
// The third of the ten sequences: the peer closes before the response.
module.exports = (t) => require('./_sequences')(t, {}, ['close before response']);

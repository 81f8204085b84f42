'use strict';
// The fourth of the ten sequences: the peer closes in the middle of the response.
module.exports = (t) => require('./_sequences')(t, {}, ['close after response']);

'use strict';
// The ten sequences with `agent: false`.
module.exports = (t) => require('./_sequences')(t, { options: () => ({ agent: false }) });

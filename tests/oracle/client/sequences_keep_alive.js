'use strict';
// The ten sequences through an agent that keeps connections.
module.exports = (t) => require('./_sequences')(t, { options: () => ({ agent: t.agent({ keepAlive: true }) }) });

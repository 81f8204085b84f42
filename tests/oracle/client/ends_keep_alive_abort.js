'use strict';
// abort() at every point of a request's life on a connection that is kept.
module.exports = (t) => require('./_points')(t, ({ req }) => req.abort(), { options: () => ({ agent: t.agent({ keepAlive: true }) }) });

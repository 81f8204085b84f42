'use strict';
// destroy(error) at every point of a request's life on a connection that is kept.
module.exports = (t) => require('./_points')(t, ({ req }) => req.destroy(new Error('mine')), { options: () => ({ agent: t.agent({ keepAlive: true }) }) });

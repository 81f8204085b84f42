'use strict';
// getName(): what makes connections different.
module.exports = (t) => {
  const agent = t.agent({});
  for (const options of [{}, { host: 'h' }, { host: 'h', port: 80 }, { port: 80 }, { host: 'h', port: 80, localAddress: 'l' }, { host: 'h', family: 4 }, { host: 'h', family: 6 },
    { host: 'h', family: 0 }, { host: 'h', port: 80, localAddress: 'l', family: 4 }, { socketPath: '/p' }, { host: 'h', port: 80, socketPath: '/p' },
    { host: 'h', family: 6, socketPath: '/p' }, { host: '::1', port: '81' }, { hostname: 'h' }]) {
    t.call('agent/agent', 'getName', () => agent.getName(options));
  }
};

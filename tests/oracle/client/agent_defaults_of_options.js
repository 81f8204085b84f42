'use strict';
// Options of the agent that requests get, and which of the two wins.
module.exports = (t) => {
  const seen = (name, agentOptions, requestOptions) => {
    const agent = t.agent(agentOptions);
    agent.createConnection = (options, callback) => {
      t.log(`${name}/agent`, 'connects', options.host, options.port, options.localAddress);
      callback(new Error('no'));
    };
    const req = t.get({ agent, ...requestOptions });
    t.log(`${name}/req`, 'headers', req.getHeader('Host'), req.getHeader('Connection'));
    req.on('error', (error) => t.log(`${name}/req`, 'error', error));
  };
  seen("the request's", {}, { host: 'a.example', port: 81 });
  seen("the agent's port", { port: 82 }, { host: 'a.example' });
  seen("both ports", { port: 82 }, { host: 'a.example', port: 83 });
  seen("the agent's localAddress", { localAddress: '127.0.0.1' }, { host: 'a.example', port: 84 });
  seen("the agent's host", { host: 'b.example' }, { host: 'a.example', port: 85 });
};

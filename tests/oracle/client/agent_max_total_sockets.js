'use strict';
// maxTotalSockets across origins: how many connections are open, and who waits.
const serve = require('./_serve');
const counts = require('./_counts');
module.exports = (t) => {
  const agent = t.agent({ keepAlive: true, maxTotalSockets: 1 });
  let open = 0;
  serve(t, (one, oneServer) => serve(t, (two, twoServer) => serve(t, (three, threeServer) => {
    let left = 3;
    for (const [name, port] of [['one', one], ['two', two], ['three', three]]) {
      const req = t.get({ port, agent }, (res) => res.resume());
      t.watch(req, `agent/${name}`, 'socket response error close');
      req.on('socket', (socket) => {
        open += 1;
        t.log('agent/agent', 'open', open);
        socket.on('close', (hadError) => { open -= 1; });
      });
      req.on('close', () => {
        left -= 1;
        if (left === 0) t.after(20, () => {
          counts(t, agent, 'agent/agent', 'finally');
          t.log('agent/agent', 'open', open);
          agent.destroy();
          for (const server of [oneServer, twoServer, threeServer]) server.close();
        });
      });
      counts(t, agent, 'agent/agent', `request ${name}`);
    }
  })));
};

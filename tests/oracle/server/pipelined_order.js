'use strict';
// Three pipelined requests answered last first: the wire keeps their order, each 'finish' waits for its turn.
module.exports = (t) => {
  const answers = [];
  const server = t.createServer((req, res) => {
    const n = answers.length;
    t.watch(req, `req${n}`, 'end close aborted');
    t.watch(res, `res${n}`, 'finish close drain');
    t.log(`res${n}`, 'socket', res.socket !== null);
    answers.push(res);
    if (n < 2) return;
    for (const i of [2, 1, 0]) {
      t.call(`res${i}`, 'end', () => answers[i].end(`answer ${i}`, t.logs(`res${i}`, 'ended')));
      t.log(`res${i}`, 'socket', answers[i].socket !== null, answers[i].writableLength > 0);
      t.props(answers[i], `res${i}`, 'finished writableFinished');
    }
    t.tick('program', 'after');
    server.close();
  });
  const get = (path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
  t.listen(server, (port) => t.exchange(port, 'wire/peer', get('/0') + get('/1') + get('/2'), () => {}, 'answer 2'));
};

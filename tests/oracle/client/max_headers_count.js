'use strict';
// maxHeadersCount: as set on the request before the response comes; 0 is no limit.
module.exports = (t) => {
  let few = '';
  for (let i = 0; i < 40; i++) few += `A${i}: b\r\n`;
  let many = few;
  for (let i = 40; i < 2500; i++) many += `A${i}: b\r\n`;
  require('./_answers')(t, [
    ['default', `HTTP/1.1 200 A\r\nContent-Length: 0\r\n${few}\r\n`],
    ['10', `HTTP/1.1 200 A\r\nContent-Length: 0\r\n${few}\r\n`],
    ['10, framing behind it', `HTTP/1.1 200 A\r\n${few}Content-Length: 0\r\n\r\n`],
    ['0', `HTTP/1.1 200 A\r\nContent-Length: 0\r\n${many}\r\n`],
    ['2600', `HTTP/1.1 200 A\r\nContent-Length: 0\r\n${many}\r\n`],
    ['default, 2500 headers', `HTTP/1.1 200 A\r\nContent-Length: 0\r\n${many}\r\n`],
  ], {
    props: 'statusCode',
    options: { maxHeaderSize: 100000 },
    setUp: (life, name) => {
      t.props(life.req, `${name}/req`, 'maxHeadersCount');
      if (!name.startsWith('default')) life.req.maxHeadersCount = Number(name.split(',')[0]);
      life.req.on('response', (res) => t.log(`${name}/res`, 'headers', Object.keys(res.headers).length, res.rawHeaders.length));
    },
  });
};

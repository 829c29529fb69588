import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/** The least that could be called receiving a webhook: parse the JSON, insert one row, say ok. */
const pool = new pg.Pool({
  host: process.env.BARE_HOST,
  port: 5432,
  user: process.env.BARE_USER,
  database: process.env.BARE_DATABASE,
  max: 16,
});
const insert = {
  name: 'insert',
  text: 'insert into deliveries (object, body) values ($1, $2)',
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8');
    const { object } = JSON.parse(body) as { object: string };
    pool.query({ ...insert, values: [object, body] }).then(
      () => response.writeHead(200, { 'content-type': 'text/plain' }).end('ok'),
      () => response.writeHead(503).end(),
    );
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
// Whatever becomes of the bench, this ends with it.
process.once('disconnect', () => process.exit());

import { startMeasuredServer } from './measured-server.ts';
import pg from 'pg';
import { writeFileSync } from 'node:fs';
const s = await startMeasuredServer();
const c = new pg.Client({ connectionString: s.databaseUrl }); await c.connect();
let t = performance.now();
const n = Number(process.argv[2] ?? 1000000);
await c.query(`INSERT INTO asset (guid, type_name, qualified_name, name, connection_qualified_name, attributes, created_by, updated_by, create_time, update_time)
 SELECT gen_random_uuid(), CASE WHEN i % 20 = 0 THEN 'Table' ELSE 'Column' END,
  'default/postgres/17' || (i % 10) || '/db' || (i / 10 % 5) || '/s' || (i / 50 % 20) || '/t' || (i/20) || CASE WHEN i % 20 = 0 THEN '' ELSE '/c' || i END,
  'n' || md5(i::text), 'default/postgres/17' || (i % 10),
  jsonb_build_object('connectorName','postgres','databaseName','db' || (i / 10 % 5),'schemaName','s' || (i / 50 % 20),'dataType','STRING','order',i % 20, 'description', md5(i::text)||md5((i+1)::text)),
  'x','x',0,0 FROM generate_series(1, ${n}) AS i`);
await c.query('VACUUM ANALYZE asset');
console.log('filled', performance.now() - t, await c.query("select pg_size_pretty(pg_total_relation_size('asset')) s").then(r=>r.rows[0]));
writeFileSync('/tmp/clavis/explore.json', JSON.stringify({ url: s.url, token: s.token, db: s.databaseUrl, pid: process.pid }));
process.on('SIGTERM', () => void s.stop().then(() => process.exit(0)));
setInterval(() => {}, 1e6);

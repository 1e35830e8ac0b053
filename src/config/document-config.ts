import { flagName, isSecret } from './load-config.ts';
import { keys, type KeyName } from './keys.ts';

/** The text of `docs/configuration.md`; a test fails when the page is stale. */
export function documentConfig(): string {
  const rows = (Object.keys(keys) as KeyName[]).map((name) => {
    const { environment, summary, accepts, fallbackShown } = keys[name];
    const [flag, inFile] = isSecret(name) ? ['none', 'none'] : [`\`--${flagName(name)}\``, `\`${name}\``];
    return `| ${flag} | \`${environment}\` | ${inFile} | ${summary} | ${accepts} | ${fallbackShown} |`;
  });
  return [
    '# Configuration',
    '',
    '<!-- Made from src/config/keys.ts by `npm run docs:configuration`; do not edit. -->',
    '',
    'A setting is taken from the command line of `clavis serve`, else from the environment, else from the JSON file named by `--config` or',
    '`CLAVIS_CONFIG_FILE`. A server that finds a bad setting names every bad one and exits with 2.',
    '',
    '| flag | environment | key in the file | meaning | accepts | when absent |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'The crawler finds AWS as every AWS program does: `AWS_REGION`, `AWS_PROFILE`, `AWS_ENDPOINT_URL_GLUE`, `AWS_ENDPOINT_URL` and their kin.',
    '',
  ].join('\n');
}

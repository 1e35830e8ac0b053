import { parseArgs } from 'node:util';

export interface QuickstartOptions {
  once: boolean;
  dataDir: string | null;
  host: string;
  port: string | null;
  /** Null: the sample. */
  aws: { region: string; accessKey: string; secretKey: string } | null;
}

/** The command line is wrong; the message says what would be right. */
export class OptionsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OptionsError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

function awsOf(glue: string, region: string | undefined, environment: Environment): QuickstartOptions['aws'] {
  if (glue === 'sample') return null;
  if (glue !== 'aws') throw new OptionsError(`unknown source \`--glue ${glue}\`: give \`sample\` or \`aws\``);
  const chosen = region ?? environment['AWS_REGION'];
  const accessKey = environment['AWS_ACCESS_KEY_ID'];
  const secretKey = environment['AWS_SECRET_ACCESS_KEY'];
  if (!chosen) throw new OptionsError('`--glue aws` needs a region: give `--region eu-central-1` or set AWS_REGION');
  if (!accessKey || !secretKey) {
    throw new OptionsError(
      '`--glue aws` needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of an IAM user in the environment',
    );
  }
  if (environment['AWS_SESSION_TOKEN']) {
    throw new OptionsError(
      'AWS_SESSION_TOKEN is set: a crawl stores its keys, so it needs those of an IAM user, not temporary ones',
    );
  }
  return { region: chosen, accessKey, secretKey };
}

function portOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return text;
  throw new OptionsError(`\`--port ${text}\` is not a port: give a whole number from 0 to 65535`);
}

/** Reads the command line and, for AWS, the environment. Throws `OptionsError`. */
export function parseQuickstartOptions(args: readonly string[], environment: Environment): QuickstartOptions {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        'data-dir': { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string' },
        glue: { type: 'string', default: 'sample' },
        region: { type: 'string' },
      },
    }));
  } catch (error) {
    throw new OptionsError(error instanceof Error ? error.message : String(error));
  }
  return {
    once: values.once,
    dataDir: values['data-dir'] ?? null,
    host: values.host,
    port: portOf(values.port),
    aws: awsOf(values.glue, values.region, environment),
  };
}

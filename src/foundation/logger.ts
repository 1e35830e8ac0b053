import { Writable } from 'node:stream';
import { pino, type Logger as PinoLogger, type LevelWithSilent } from 'pino';
import { secretInText } from './secret.ts';

export type Logger = PinoLogger;
export type LogLevel = LevelWithSilent;

/** Where log lines go; by default the standard error stream, so that standard output stays for results. */
export interface LoggerOptions {
  readonly level: LogLevel;
  readonly destination?: { write(line: string): unknown };
}

const redactedPaths = [
  'authorization',
  'password',
  'secret',
  'token',
  '*.authorization',
  '*.password',
  '*.secret',
  '*.token',
  'req.headers.authorization',
  'req.headers.cookie',
];

const redactedBearer = /(bearer\s+)[^\s"'\\]+/gi;

/** The line with every secret of this product and every bearer credential taken out. */
export function redact(line: string): string {
  return line.replace(secretInText, 'clv_[redacted]').replace(redactedBearer, '$1[redacted]');
}

/** An error as a log line tells it; nothing else that a library hung on it, such as the whole connection it happened on. */
interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly cause?: LoggedError;
}

const causesMax = 5;

function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause === undefined || depth >= causesMax ? {} : { cause: describeError(error.cause, depth + 1) };
  const stack = error.stack === undefined ? {} : { stack: error.stack };
  return { type: error.name, message: error.message, ...stack, ...code, ...cause };
}

/**
 * A structured logger (one JSON object a line).
 * SECURITY: two layers, because a list of fields is forgotten sooner or later: known fields are redacted by path,
 * and every line that leaves is searched for secrets, stack traces included.
 */
export function createLogger(options: LoggerOptions): Logger {
  const destination = options.destination ?? process.stderr;
  const filter = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      destination.write(redact(chunk.toString()));
      done();
    },
  });
  const fields = { paths: redactedPaths, censor: '[redacted]' };
  const serializers = { err: (error: unknown) => describeError(error) };
  return pino({ level: options.level, redact: fields, serializers, base: null }, filter);
}

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
  return pino({ level: options.level, redact: { paths: redactedPaths, censor: '[redacted]' }, base: null }, filter);
}

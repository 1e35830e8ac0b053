import { type Io, say } from './io.ts';

/** Shows a secret on a line of its own, for copying, and says that this is the only time. */
export function saySecret(io: Io, secret: string): void {
  say(io, '');
  say(io, `  ${secret}`);
  say(io, '');
  say(
    io,
    'This secret is shown only now and cannot be shown again. Put it into a secret store, then clear this screen.',
  );
}

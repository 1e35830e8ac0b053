import { OutcomeFailure } from './exit-codes.ts';
import { type Io } from './io.ts';

/** Asks a person before what cannot be undone; a script (no terminal) is not asked. Fails with `refused` when they do not say yes. */
export async function confirmAction(
  io: Io,
  question: string,
  { yes, refused }: { readonly yes: boolean | undefined; readonly refused: string },
): Promise<void> {
  if (yes === true || io.ask === null) return;
  const answer = await io.ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new OutcomeFailure(refused);
}

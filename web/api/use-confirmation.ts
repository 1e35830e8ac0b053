import { useMutation } from '@tanstack/react-query';
import { client } from './client.ts';
import { isConfirmationRequired, problemOf, translateError } from './translate-error.ts';

interface Confirmation {
  /** What was asked for last was refused until the password is proved again. */
  isNeeded: boolean;
  isPending: boolean;
  problem: string | null;
  confirm: (password: string) => void;
}

/** For acts that show a secret: `error` is that of the act, `again` repeats it once the password is proved. */
export function useConfirmation(error: unknown, again: () => void): Confirmation {
  const confirming = useMutation({
    mutationFn: (password: string) => client.sessions.confirm(password),
    gcTime: 0,
    onSuccess: again,
  });
  const problem = confirming.isError
    ? (problemOf(confirming.error, 'password') ?? translateError(confirming.error).message)
    : null;
  return {
    isNeeded: isConfirmationRequired(error),
    isPending: confirming.isPending,
    problem,
    confirm: (password) => confirming.mutate(password),
  };
}

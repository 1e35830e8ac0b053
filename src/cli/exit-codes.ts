/** What the process tells its caller. `README.md` has the same table for people. `changes` is only of `apply --plan`. */
export const exitCodes = { done: 0, failed: 1, usage: 2, changes: 2, interrupted: 130, unread: 141 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The command line or a setting is wrong, so nothing was sent. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The command did what it was asked, and the outcome is a failure that has been shown already. */
export class OutcomeFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OutcomeFailure';
  }
}

/** A plan was asked for and shown, and it is not empty. */
export class ChangesPending extends Error {
  constructor() {
    super('there are changes');
    this.name = 'ChangesPending';
  }
}

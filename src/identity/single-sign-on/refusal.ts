/** Every reason for which a sign-in at a provider ends without a session; for the audit record and the log. */
export type RefusalReason =
  | 'provider-unknown'
  | 'provider-unreachable'
  | 'provider-misconfigured'
  | 'start-missing'
  | 'start-spent'
  | 'state-mismatch'
  | 'provider-mixed-up'
  | 'provider-refused'
  | 'provider-silent'
  | 'response-invalid'
  | 'code-refused'
  | 'token-invalid'
  | 'user-info-invalid'
  | 'claims-invalid'
  | 'groups-invalid'
  | 'person-unknown'
  | 'account-exists'
  | 'account-not-active';

/**
 * What the person is told. SECURITY: coarse on purpose; which check failed helps whoever tries, and the person's admin finds
 * it in the audit by the trace id.
 */
export type SignInProblem = 'cancelled' | 'expired' | 'unavailable' | 'refused';

const problems: Partial<Record<RefusalReason, SignInProblem>> = {
  'start-missing': 'expired',
  'start-spent': 'expired',
  'provider-unknown': 'unavailable',
  'provider-unreachable': 'unavailable',
  'provider-misconfigured': 'unavailable',
  'provider-silent': 'unavailable',
};

/** Ends a sign-in at a provider. `note` says more, for whoever reads the audit: never a token, a code or a secret. */
export class SingleSignOnRefusal extends Error {
  readonly reason: RefusalReason;
  readonly note: string;
  /** Who it would have been, where that was known already. */
  readonly actor: { readonly actorId: string; readonly username: string } | null;

  constructor(reason: RefusalReason, note: string, actor: SingleSignOnRefusal['actor'] = null) {
    super(note);
    this.name = 'SingleSignOnRefusal';
    this.reason = reason;
    this.note = note;
    this.actor = actor;
  }
}

/** What to tell the person whose sign-in was refused. */
export function problemOf({ reason, note }: SingleSignOnRefusal): SignInProblem {
  if (reason === 'provider-refused') return note === 'access_denied' ? 'cancelled' : 'refused';
  return problems[reason] ?? 'refused';
}

const plainWord = /^[\w.:-]{1,80}$/;

/** A code that a provider or a library names a failure by, or `unnamed` when it is not a plain short word. */
export function plainCode(value: unknown): string {
  return typeof value === 'string' && plainWord.test(value) ? value : 'unnamed';
}

/** Network errors of the way to the database, as Node names them. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
]);

/**
 * SQLSTATEs that say "not now", not "wrong": connection exceptions (class 08, but for a message of ours that the protocol does
 * not allow), lack of resources (53), shutdown and start-up (57P), a database that only reads, as a standby before it takes over
 * (25006), and conflicts that a repeated request survives (serialization, deadlock, lock not available).
 */
const transientSqlState = /^(?:08(?!P01)...|53...|57P0.|25006|40001|40P01|55P03)$/;

/** Texts of the driver's own errors, which carry no code. */
const driverMessages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/** A statement that ran into the time limit of the pool. */
const queryCanceled = '57014';

function codeOf(error: object): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the database ended a statement because it took too long; repeating it would take as long again. */
export function isTimeLimit(error: unknown): boolean {
  return error instanceof Error && codeOf(error) === queryCanceled;
}

/** File errors share some codes with network errors; what failed tells them apart. */
function isOfNetwork(error: object): boolean {
  return 'syscall' in error && ['connect', 'read', 'write', 'getaddrinfo'].includes(String(error.syscall));
}

/**
 * Whether an error means that the database could not be reached or could not take the work, as opposed to a fault of ours.
 * A failed connection to several addresses comes as one error that holds several; errors of libraries wrap their cause.
 */
export function isStoreFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (code !== undefined && transientSqlState.test(code)) return true;
  if (code !== undefined && networkCodes.has(code) && isOfNetwork(error)) return true;
  if (driverMessages.test(error.message)) return true;
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isStoreFailure);
  return error.cause !== undefined && isStoreFailure(error.cause);
}

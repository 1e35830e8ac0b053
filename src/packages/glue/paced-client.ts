import { setTimeout as pause } from 'node:timers/promises';

import { GlueClient, type GlueClientConfig } from '@aws-sdk/client-glue';

import { assumeRole } from './assume-role.ts';
import { type CallOutcome, type CallPacers } from './call-pacer.ts';
import { classifyGlueError } from './explain-glue-error.ts';
import { type GlueAuth, type GlueIdentity } from './glue-identity.ts';

export interface PacedClientOptions {
  readonly identity: GlueIdentity;
  readonly endpoint?: string | undefined;
  readonly signal: AbortSignal;
  readonly attemptsMax: number;
  /** Those of the node. */
  readonly pacers: CallPacers;
  /** The identity as the vault has it now; for keys that were rotated while a crawl is under way. */
  readonly renew?: (() => Promise<GlueIdentity>) | undefined;
}

/** A client whose every attempt waits for its turn among all that read the same account and region. */
export interface PacedClient {
  call<T>(operation: string, send: (client: GlueClient) => Promise<T>): Promise<T>;
  findRegion(): Promise<string>;
  /** The account that is read, once something has told. */
  learn(accountId: string): void;
  /** Calls made, by operation; attempts of one call count once. */
  calls(): Record<string, number>;
  close(): void;
}

// Beyond the SDK's own tries: its retry quota empties under long throttling and then gives up at once, which would fail a
// crawl of many thousand tables for no lasting reason. About six minutes in all, each with jitter.
const throttledPausesMs = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000, 60_000, 60_000];

export function openPacedClient(options: PacedClientOptions): PacedClient {
  const { pacers, signal, renew } = options;
  let { identity } = options;
  let client = openClient(options, identity);
  const calls = new Map<string, number>();
  const again = async (before: GlueClient): Promise<boolean> => {
    // Another call may have renewed it meanwhile.
    if (before !== client) return true;
    if (renew === undefined) return false;
    const now = await renew();
    if (identity.auth.kind === 'keys' && JSON.stringify(now) === JSON.stringify(identity)) return false;
    identity = now;
    client = openClient(options, identity);
    before.destroy();
    return true;
  };
  return {
    call: async (operation, send) => {
      calls.set(operation, (calls.get(operation) ?? 0) + 1);
      const used = client;
      try {
        return await patiently(() => send(used), signal);
      } catch (error) {
        if (classifyGlueError(error) !== 'credential' || !(await again(used))) throw error;
        return patiently(() => send(client), signal);
      }
    },
    findRegion: () => client.config.region(),
    learn: (accountId) => pacers.learn(callerOf(identity.auth), accountId),
    calls: () => Object.fromEntries(calls),
    close: () => client.destroy(),
  };
}

function openClient(options: PacedClientOptions, identity: GlueIdentity): GlueClient {
  const { endpoint, attemptsMax, pacers, signal } = options;
  const client = new GlueClient({
    retryMode: 'standard',
    maxAttempts: attemptsMax,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
    ...(identity.region === null ? {} : { region: identity.region }),
    ...credentialsOf(identity.auth),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  // It makes a loggable copy of every answer, also when nobody logs.
  client.middlewareStack.remove('loggerMiddleware');
  // Within the SDK's own retries, so that every attempt takes its turn and every refusal is seen.
  client.middlewareStack.add(
    (next) => async (args) => {
      const pacer = pacers.of(callerOf(identity.auth), identity.region ?? (await client.config.region()));
      return pacer.run(() => next(args), { signal, outcomeOf });
    },
    { step: 'finalizeRequest', priority: 'low', name: 'pace' },
  );
  return client;
}

function outcomeOf(error: unknown): CallOutcome {
  const refusal = classifyGlueError(error);
  if (refusal === 'throttled') return 'throttled';
  // An answer is an answer, whatever it says.
  return refusal === 'gone' || refusal === 'denied' ? 'answered' : 'other';
}

/** Whom AWS takes the caller for, as far as the pace goes: a role says its account, a key only itself. */
function callerOf(auth: GlueAuth): string {
  switch (auth.kind) {
    case 'keys':
      return auth.accessKeyId;
    case 'role':
      return /::(\d{12}):/.exec(auth.roleArn)?.[1] ?? auth.roleArn;
    case 'server':
      return 'server';
  }
}

/** Without any, the SDK looks for the identity of this server. */
export function credentialsOf(auth: GlueAuth): Pick<GlueClientConfig, 'credentials'> {
  switch (auth.kind) {
    case 'keys':
      return { credentials: { accessKeyId: auth.accessKeyId, secretAccessKey: auth.secretAccessKey } };
    case 'role':
      return { credentials: assumeRole(auth) };
    case 'server':
      return {};
  }
}

/** Calls again, with pauses, while the source refuses for too many calls. */
export async function patiently<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const pauseMs of throttledPausesMs) {
    try {
      return await call();
    } catch (error) {
      if (classifyGlueError(error) !== 'throttled') throw error;
      await pause(pauseMs * (0.5 + Math.random() / 2), undefined, { signal });
    }
  }
  return call();
}

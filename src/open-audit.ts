import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AuditAnchors,
  AuditSinks,
  createAuditJournal,
  createJsonlSink,
  createOtlpSink,
  createWebhookSink,
  deriveAnchorKey,
  type AuditDeps,
  type AuditJournal,
  type AuditSink,
} from './audit/index.ts';
import type { Config } from './config/index.ts';
import { CatalogError, type Clock, type Logger } from './foundation/index.ts';
import type { Db } from './postgres/index.ts';
import type { Vault } from './workflows/index.ts';

export interface AuditParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly vault: Vault;
}

/** What keeps and tells the audit record, to be started and stopped with the server. */
export interface OpenAudit extends AuditDeps {
  readonly journal: AuditJournal;
  start(): void;
  stop(): Promise<void>;
}

const webhookSecretCharactersMin = 32;

function readWebhookSecret(path: string): string {
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length >= webhookSecretCharactersMin) return secret;
  const least = String(webhookSecretCharactersMin);
  throw new CatalogError(
    'state_conflict',
    `the audit webhook secret in \`${path}\` is too short; ${least} characters at least`,
  );
}

function sinksOf(config: Config, clock: Clock): AuditSink[] {
  const { auditJsonlFile, auditWebhookUrl, auditWebhookSecretFile, auditOtlpUrl } = config;
  const sinks: AuditSink[] = [];
  if (auditJsonlFile !== null) sinks.push(createJsonlSink(auditJsonlFile));
  if (auditWebhookUrl !== null && auditWebhookSecretFile !== null) {
    sinks.push(createWebhookSink({ url: auditWebhookUrl, secret: readWebhookSecret(auditWebhookSecretFile), clock }));
  }
  if (auditOtlpUrl !== null) sinks.push(createOtlpSink(auditOtlpUrl));
  return sinks;
}

/** Builds journal, anchors and sinks as the configuration names them. Throws for a webhook secret that cannot be used. */
export function openAudit(config: Config, { db, clock, log, vault }: AuditParts): OpenAudit {
  const journal = createAuditJournal({ db, clock, log });
  const [current, ...former] = vault.deriveKeys('audit anchor');
  const keys = [deriveAnchorKey(current), ...former.map(deriveAnchorKey)] as const;
  const file = config.auditAnchorFile ?? join(config.dataDir, 'audit-anchors.jsonl');
  const anchors = new AuditAnchors({ db, clock, log, file, keys });
  const sinks = new AuditSinks({ db, log, sinks: sinksOf(config, clock) });
  return {
    db,
    anchors,
    sinks,
    journal,
    start: () => {
      journal.start();
      anchors.start();
      sinks.start();
    },
    // The journal first: its last records belong under the last anchor.
    stop: async () => {
      await journal.stop();
      await Promise.all([sinks.stop(), anchors.stop()]);
    },
  };
}

import { createHmac } from 'node:crypto';
import type { Clock } from '../../foundation/index.ts';
import { postJson } from './post-json.ts';
import type { AuditSink } from './sink.ts';

export interface WebhookOptions {
  readonly url: string;
  /** Shared with the receiver. */
  readonly secret: string;
  readonly clock: Clock;
}

/**
 * Posts `{"records": […]}`. The header `clavis-signature` is `t=<unix seconds>,v1=<hex>`, where `v1` is HMAC-SHA256 with the secret
 * over `<unix seconds>.<body>`: who checks it and the age of `t` is safe from forgery and replay.
 */
export function createWebhookSink({ url, secret, clock }: WebhookOptions): AuditSink {
  return {
    kind: 'webhook',
    name: 'webhook',
    deliver: async (records, signal) => {
      const body = JSON.stringify({ records });
      const time = String(Math.floor(clock.now().getTime() / 1000));
      const mac = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
      await postJson(url, body, { headers: { 'clavis-signature': `t=${time},v1=${mac}` }, signal });
    },
  };
}

import type { PortableRecord } from '../../chain/index.ts';
import { parseJson } from '../../foundation/index.ts';
import { postJson } from './post-json.ts';
import type { AuditSink } from './sink.ts';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly intValue: string };
}

function attributesOf(record: PortableRecord): Attribute[] {
  const texts: Record<string, string | null> = {
    'event.name': record.action,
    'user.id': record.actorId,
    'user.name': record.actorName,
    'client.address': record.originAddress,
    'user_agent.original': record.originClient,
    'clavis.audit.on_behalf_of': record.onBehalfOfActorName,
    'clavis.audit.object_kind': record.objectKind,
    'clavis.audit.object_id': record.objectId,
    'clavis.audit.detail': JSON.stringify(record.detail),
    'clavis.audit.hash': record.hash,
  };
  const named = Object.entries(texts).flatMap(([key, text]) =>
    text === null ? [] : [{ key, value: { stringValue: text } }],
  );
  // The JSON form of protobuf writes 64-bit numbers as text.
  return [...named, { key: 'clavis.audit.sequence', value: { intValue: String(record.sequence) } }];
}

/** Severity 9 is INFO, 13 WARN (OpenTelemetry logs data model). */
function logRecordOf(record: PortableRecord) {
  const isRefusal = /\.(?:deny|deny-unknown|refuse|retired-use)$/.test(record.action);
  return {
    timeUnixNano: `${String(Date.parse(record.at))}000000`,
    severityNumber: isRefusal ? 13 : 9,
    severityText: isRefusal ? 'WARN' : 'INFO',
    body: { stringValue: `${record.actorName} ${record.action} ${record.objectKind} ${record.objectId}` },
    attributes: attributesOf(record),
  };
}

/** What a collector that answers 200 may still have refused (OTLP specification, partial success). */
function rejectedCount(answer: string): number {
  try {
    const value = parseJson(answer) as { partialSuccess?: { rejectedLogRecords?: string | number } } | null;
    return Number(value?.partialSuccess?.rejectedLogRecords ?? 0);
  } catch {
    return 0;
  }
}

/** Posts log records to an OpenTelemetry collector (OTLP/HTTP, JSON encoding), to the whole address such as `…:4318/v1/logs`. */
export function createOtlpSink(url: string): AuditSink {
  return {
    kind: 'otlp',
    name: 'otlp',
    deliver: async (records, signal) => {
      const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'clavis' } }] };
      const scopeLogs = [{ scope: { name: 'clavis.audit' }, logRecords: records.map(logRecordOf) }];
      const answer = await postJson(url, JSON.stringify({ resourceLogs: [{ resource, scopeLogs }] }), { signal });
      const rejected = rejectedCount(answer);
      if (rejected > 0) throw new Error(`${String(rejected)} records rejected`);
    },
  };
}

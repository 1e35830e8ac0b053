import { type AccessRequest } from '../sdk/index.ts';
import { printable } from './printable.ts';

/** Who asks, by the name that people know. */
export function requesterText({ requester: { displayName, username, kind } }: AccessRequest): string {
  return displayName === null ? username : `${displayName} (${kind})`;
}

/** What is asked for: what it is where the caller may know that, else what was typed. */
export function targetText({ target, object }: AccessRequest): string {
  return object?.qualifiedName ?? target;
}

function decisionText({ decidedAt, decidedBy }: AccessRequest): string {
  if (decidedAt === null) return '-';
  return decidedBy === null ? decidedAt.toISOString() : `${decidedAt.toISOString()} by ${decidedBy}`;
}

function calledText(request: AccessRequest): string {
  const name = request.object?.name ?? null;
  return name === null ? targetText(request) : `${targetText(request)} (${name})`;
}

/** What `access-request show` tells, a line for each thing. */
export function accessRequestLines(request: AccessRequest): string[] {
  const facts: [string, string][] = [
    ['id', request.id],
    ['asks', request.kind],
    ['for', calledText(request)],
    ['who', `${requesterText(request)}, ${request.requester.username}`],
    ['why', request.reason],
    ['status', request.status],
    ['asked', request.createdAt.toISOString()],
    ['expires', request.expiresAt.toISOString()],
    ['decided', decisionText(request)],
    ['because', request.decisionReason ?? '-'],
    ['yours', request.mayDecide ? 'yours to decide' : 'not yours to decide'],
  ];
  return facts.map(([name, text]) => `  ${name.padEnd(8)} ${printable(text)}`);
}

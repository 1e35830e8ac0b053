import { findDenials, type RecordedDenial } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { type Principal } from '../../identity/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';

export type Denial = RecordedDenial;

/**
 * The refusals that a trace stands for, newest first, with what decided them.
 * Throws `permission_denied` without `access.explain`, `record_not_found` when none was recorded.
 */
export async function listDenials({ db }: AccessDeps, principal: Principal, trace: string): Promise<readonly Denial[]> {
  requireCapability((await gatherFacts(db, principal)).principal, 'access.explain');
  const denials = trace.includes('\u0000') ? [] : await findDenials(db, trace);
  if (denials.length > 0) return denials;
  throw new CatalogError('record_not_found', `there is no recorded refusal with the trace \`${trace}\``);
}

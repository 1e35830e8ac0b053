import { requireCapability, hasCapability } from '../access/index.ts';
import { CatalogError, isCatalogError } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { getPackage, type PackageShelf } from './find-package.ts';
import type { Package } from './package.ts';
import type { WorkflowRow } from './run-row.ts';
import { parseWorkflowBody } from './workflow-body.ts';

/** Whether the package hands on rights of whoever runs it. */
export function handsOnRights(packages: readonly Package[], packageId: string): boolean {
  return packages.some(({ id, handsOnRights: handsOn }) => id === packageId && handsOn === true);
}

/** The package that a body names, or `null` where it is not said or said wrong. */
function findNamedPackage(shelf: PackageShelf, body: unknown): Package | null {
  try {
    return getPackage(parseWorkflowBody(body), shelf);
  } catch (error) {
    if (isCatalogError(error)) return null;
    throw error;
  }
}

function mayHandOn({ kind, role }: Principal): boolean {
  return kind === 'user' && role !== 'guest';
}

/**
 * Throws `permission_denied` unless the actor may submit workflows. One of a package that hands on rights everybody but guests may, people
 * that is: it does nothing that they could not do by themselves.
 */
export function requireMaySubmit(shelf: PackageShelf, principal: Principal, body: unknown): void {
  if (hasCapability(principal, 'workflow.submit')) return;
  if (mayHandOn(principal) && findNamedPackage(shelf, body)?.handsOnRights === true) return;
  requireCapability(principal, 'workflow.submit');
}

/** Throws `permission_denied` for whoever could run no workflow at all, before any is looked for. */
export function requireMayRunAny(principal: Principal): void {
  if (!mayHandOn(principal)) requireCapability(principal, 'workflow.submit');
}

/** The same of a stored workflow, whose package is known: to run it again, to stop it, to change it, to archive it. */
export function requireMayRun({ packages }: PackageShelf, principal: Principal, packageId: string): void {
  if (hasCapability(principal, 'workflow.submit')) return;
  if (mayHandOn(principal) && handsOnRights(packages, packageId)) return;
  requireCapability(principal, 'workflow.submit');
}

/**
 * Throws `permission_denied` when a client that acts in somebody's name would define or start a workflow of a package that hands on rights.
 * SECURITY: the run has the person's rights and not the client's name, so what it hands on would be recorded as the person's own doing.
 */
export function requireOwnHandFor(packages: readonly Package[], principal: Principal, packageId: string): void {
  if (principal.act === undefined || !handsOnRights(packages, packageId)) return;
  throw new CatalogError(
    'permission_denied',
    `\`${principal.act.username}\`, which acts for \`${principal.username}\`, may not use the package \`${packageId}\` in their name`,
  );
}

/**
 * Throws `permission_denied` when somebody else than the owner would run such a workflow with the owner's rights.
 * SECURITY: else whoever was removed would run the workflow again that once added them.
 */
export function requireOwnRun(packages: readonly Package[], principal: Principal, workflow: WorkflowRow): void {
  if (workflow.owner_id === principal.actorId || !handsOnRights(packages, workflow.package_id)) return;
  throw new CatalogError(
    'permission_denied',
    `workflow \`${workflow.name}\` hands on rights, so only its owner runs it as its owner`,
  );
}

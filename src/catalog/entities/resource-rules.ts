import { CatalogError } from '../../foundation/index.ts';
import { plannedValue, setDefault, type SaveTarget } from './save-scope.ts';

/** Schemes that a browser opens without running anything. */
const linkSchemes = ['http:', 'https:', 'ftp:', 'ftps:', 'mailto:'];

/**
 * Throws unless the address of a link is one that may be opened.
 * SECURITY: pages make it a link for others to click on, and `javascript:` would run as them.
 */
export function requireAddress(target: SaveTarget): void {
  const path = `\`${target.at}.attributes.link\``;
  const address = plannedValue(target, 'link') ?? null;
  if (address === null) throw new CatalogError('attribute_missing', `${path} is missing`);
  const text = typeof address === 'string' ? address : '';
  if (URL.canParse(text) && linkSchemes.includes(new URL(text).protocol)) return;
  const accepted = linkSchemes.map((scheme) => `\`${scheme}\``).join(', ');
  throw new CatalogError('field_invalid', `${path} \`${text}\` is no address with one of ${accepted}`);
}

const badgeRoot = 'badges/global/';

/** SECURITY: a badge belongs to the workspace, so its name lies under no connection, whose admins would take it for theirs. */
export function requireBadgeName({ at, qualifiedName }: SaveTarget): void {
  if (qualifiedName.startsWith(badgeRoot) && qualifiedName.length > badgeRoot.length) return;
  const path = `\`${at}.attributes.qualifiedName\``;
  throw new CatalogError(
    'field_invalid',
    `${path} \`${qualifiedName}\` is not \`${badgeRoot}<custom metadata set>.<attribute>\``,
  );
}

/** An asset is linked to one domain at most (Atlan wire, domains). */
export function requireOneDomain({ at, values }: SaveTarget): void {
  const domains = values.get('domainGUIDs');
  if (!Array.isArray(domains) || domains.length < 2) return;
  throw new CatalogError(
    'field_invalid',
    `\`${at}.attributes.domainGUIDs\` holds ${String(domains.length)}, the most is 1`,
  );
}

/** The connector and the connection at the head of a name that lies under one. */
const connectionHead = /^default\/([^/]+)\/[^/]+(?=\/)/;

/** Of what their names tell, new assets say the connection (Atlan wire, denormalised attributes); everything else is as it was sent. */
export function nameConnection(target: SaveTarget): void {
  const head = connectionHead.exec(target.qualifiedName);
  if (head === null) return;
  setDefault(target, 'connectionQualifiedName', head[0]);
  setDefault(target, 'connectorName', head[1] ?? '');
}

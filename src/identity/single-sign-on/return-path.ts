const placeholderOrigin = 'https://clavis.invalid';
const lengthMax = 2_000;

/**
 * Where a browser goes after signing in: the given path of this server, or the home page for anything else.
 * SECURITY: no open redirect. The text is read as a browser reads a `Location`: backslashes are slashes, control characters
 * are dropped, `/.//host` becomes `//host`, which is another site.
 */
export function returnPathOf(text: string | undefined): string {
  if (text === undefined || text.length > lengthMax || !/^\/(?!\/)/.test(text) || /[\p{Cc}\\]/u.test(text)) return '/';
  if (!URL.canParse(text, placeholderOrigin)) return '/';
  const url = new URL(text, placeholderOrigin);
  if (url.origin !== placeholderOrigin || url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search + url.hash;
}

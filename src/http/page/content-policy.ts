/**
 * The content security policy of the web page.
 * SECURITY: scripts and styles come from this server's own files only; the one exception are style elements that the
 * component library writes at run time, which must carry the nonce of this very answer.
 */
export function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

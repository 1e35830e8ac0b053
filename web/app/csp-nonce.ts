declare global {
  interface Window {
    /** Read by the library that locks scrolling behind dialogs, under the name that bundlers have for it. */
    __webpack_nonce__?: string;
  }
}

/** The nonce of this page load; the server wrote it into the page. Style elements without it are refused by the browser. */
export function readCspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** Hands the nonce to the one library that cannot be given it as an option. Before anything renders. */
export function shareCspNonce(nonce: string): void {
  window.__webpack_nonce__ = nonce;
}

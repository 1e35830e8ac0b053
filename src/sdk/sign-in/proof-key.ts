/** What ties a code to the program that asked for it (RFC 7636): only who knows the verifier can use the code. */
export interface ProofKey {
  verifier: string;
  /** The verifier's SHA-256; the only method that is used, `S256`. */
  challenge: string;
}

const randomBytesCount = 32;

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** 256 random bits that may stand in an address. */
export function randomText(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(randomBytesCount)));
}

export async function createProofKey(verifier: string = randomText()): Promise<ProofKey> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return { verifier, challenge: toBase64Url(new Uint8Array(digest)) };
}

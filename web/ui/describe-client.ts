/** Order matters: every browser claims to be those that came before it. */
const browsers: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\/|\bHeadlessChrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

function nameIn(client: string, known: typeof browsers): string | undefined {
  return known.find(([pattern]) => pattern.test(client))?.[1];
}

/** `Firefox on Linux`; what is no known browser is shown by its own first word, such as `curl/8.5.0`. */
export function describeClient(client: string | null): string {
  if (client === null || client.trim() === '') return 'unknown';
  const browser = nameIn(client, browsers);
  if (browser === undefined) return client.trim().split(/\s/, 1)[0] ?? 'unknown';
  const system = nameIn(client, systems);
  return system === undefined ? browser : `${browser} on ${system}`;
}

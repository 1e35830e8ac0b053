import { parseSecret } from '../../src/foundation/index.ts';

/** What secrets of the product and planted ones begin with, and what one looks like as a whole. */
const markers = ['clv_', 'CNRY'] as const;
const whole = /^(?:clv_(?:api|ref|acc|usr|cli|ses)_[0-9A-Za-z]{49}|CNRY[0-9a-f]{24})/;
const longest = 64;

/** A secret of another system, such as a password, that `findTraces` knows by its beginning. */
export function plantedSecret(hex: string): string {
  return `CNRY${hex.slice(0, 24).padEnd(24, '0')}`;
}

/** The secret at the beginning of the text. One of ours counts only with a right checksum: examples have none. */
function secretAtStart(text: string): string | null {
  const found = whole.exec(text)?.[0] ?? null;
  return found === null || found.startsWith('CNRY') || parseSecret(found) !== null ? found : null;
}

/** How a secret may be written: what its beginning looks like then, and how the text from there on is read. */
interface Form {
  readonly name: string;
  readonly needle: Buffer;
  readonly read: (bytes: Buffer, at: number) => string;
}

function textAt(bytes: Buffer, at: number, length: number): string {
  return bytes.toString('latin1', Math.max(0, at), at + length);
}

/** Base64 writes three bytes at a time, so a secret looks different depending on how many bytes stand before it. */
function base64Forms(marker: string, encoding: 'base64' | 'base64url'): Form[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from(`${'x'.repeat(before)}${marker}`)
      .toString(encoding)
      .replace(/=+$/, '');
    const skipped = Math.ceil((before * 4) / 3);
    const sure = Math.floor(((before + marker.length) * 4) / 3);
    const read = (bytes: Buffer, at: number) =>
      Buffer.from(`${'A'.repeat(skipped)}${textAt(bytes, at, longest * 2)}`, 'base64')
        .toString('latin1')
        .slice(before);
    // What a skipped letter carried of the first letter of the marker is put back.
    const mend = (text: string) => marker[0] + text.slice(1);
    return {
      name: `${encoding} after ${String(before)}`,
      needle: Buffer.from(encoded.slice(skipped, sure)),
      read: (bytes: Buffer, at: number) => mend(read(bytes, at)),
    };
  });
}

function formsOf(marker: string): Form[] {
  const hex = Buffer.from(marker).toString('hex');
  const readHex = (bytes: Buffer, at: number) => Buffer.from(textAt(bytes, at, longest * 2), 'hex').toString('latin1');
  const percent = [...marker].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
  return [
    { name: 'raw', needle: Buffer.from(marker), read: (bytes, at) => textAt(bytes, at, longest) },
    { name: 'hex', needle: Buffer.from(hex), read: readHex },
    { name: 'HEX', needle: Buffer.from(hex.toUpperCase()), read: readHex },
    {
      name: 'UTF-16',
      needle: Buffer.from(marker, 'utf16le'),
      read: (bytes, at) => bytes.toString('utf16le', at, at + longest * 2),
    },
    {
      name: 'percent',
      needle: Buffer.from(percent),
      read: (bytes, at) =>
        textAt(bytes, at, longest * 3).replaceAll(/%([0-9a-f]{2})/gi, (_all, code: string) =>
          String.fromCharCode(parseInt(code, 16)),
        ),
    },
    {
      name: 'reversed',
      needle: Buffer.from([...marker].reverse().join('')),
      read: (bytes, at) => [...textAt(bytes, at + marker.length - longest, longest)].reverse().join(''),
    },
    ...base64Forms(marker, 'base64'),
    ...base64Forms(marker, 'base64url'),
  ];
}

const forms = markers.flatMap(formsOf);

/** Every secret in the bytes, in whichever form it is written, with the name of the form. */
export function findTraces(bytes: Buffer): { readonly secret: string; readonly form: string }[] {
  return forms.flatMap(({ name, needle, read }) => {
    const found: { secret: string; form: string }[] = [];
    for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + 1)) {
      const secret = secretAtStart(read(bytes, at));
      if (secret !== null) found.push({ secret, form: name });
    }
    return found;
  });
}

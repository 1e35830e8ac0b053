import { lookAlikesAsLetters } from './password-problems.ts';
import { openPasswordFile } from './password-file.ts';

/** Passwords that are known from breaches. Asking leaves the machine never. */
export interface BreachedPasswords {
  has(password: string): Promise<boolean>;
}

/** How much may stand behind a known password without making another one of it: `…2024!` */
const tailMax = 5;
const partLengthMin = 4;

let commonPasswords: Promise<ReadonlySet<string>> | undefined;

/** Loaded when the first password is set: unpacking takes a tenth of a second, which a start need not wait for. */
function loadCommonPasswords(): Promise<ReadonlySet<string>> {
  commonPasswords ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common']),
  );
  return commonPasswords;
}

/** The spellings under which a guesser's list would hold a password: letter case, blanks and look-alikes undone. */
function spellingsOf(password: string): string[] {
  const plain = password.normalize('NFKC').toLowerCase();
  const close = plain.replaceAll(/[\s._-]+/g, '');
  const forms = [plain, close, lookAlikesAsLetters(close)];
  const withoutTail = forms.map((form) => form.replace(new RegExp(`[^\\p{L}]{1,${String(tailMax)}}$`, 'u'), ''));
  return [...new Set([...forms, ...withoutTail])];
}

function isOneOrTwoOf(known: ReadonlySet<string>, text: string): boolean {
  if (known.has(text)) return true;
  for (let split = partLengthMin; split <= text.length - partLengthMin; split += 1) {
    if (known.has(text.slice(0, split)) && known.has(text.slice(split))) return true;
  }
  return false;
}

/**
 * The list that comes with the server: some 49,000 passwords that are used most. Few of them are long enough to be allowed at
 * all, so two of them in a row count too, which is how guessers make long ones. Three words are a phrase and pass.
 */
export const commonlyUsedPasswords: BreachedPasswords = {
  async has(password) {
    const known = await loadCommonPasswords();
    return spellingsOf(password).some((text) => isOneOrTwoOf(known, text));
  },
};

/**
 * The list that comes with the server and, when a file is named, that file too (see `openPasswordFile`).
 * Throws `field_invalid` when the file cannot be used.
 */
export async function openBreachedPasswords(path: string | null): Promise<BreachedPasswords> {
  if (path === null) return commonlyUsedPasswords;
  const file = await openPasswordFile(path);
  return {
    async has(password) {
      if (await commonlyUsedPasswords.has(password)) return true;
      const spellings = [...new Set([password, password.normalize('NFKC'), ...spellingsOf(password)])];
      for (const text of spellings) if (await file.has(text)) return true;
      return false;
    },
  };
}

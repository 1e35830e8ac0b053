import { isGuid, tryParseJson, requireNoProblems, type Problem } from '../../foundation/index.ts';

/** The bounds of a whole number, and what it is when nothing is said. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly fallback: number;
}

/**
 * Reads the parameters of a workflow as the SDKs and the forms of packages send them, and collects everything that is wrong.
 * COMPAT: absent, `null`, blank and a placeholder that no payload replaced are one and the same, since the SDKs differ in which they send.
 */
export class ParameterReader {
  private readonly parameters: ReadonlyMap<string, unknown>;
  private readonly problems: Problem[] = [];

  constructor(parameters: ReadonlyMap<string, unknown>) {
    this.parameters = parameters;
  }

  /** Trimmed; `''` where nothing is said. */
  text(name: string): string {
    const value = this.said(name);
    if (value === null) return '';
    if (typeof value === 'string') return value.trim();
    this.refuse(name, 'is no text');
    return '';
  }

  /** One character that separates the fields of a file; a comma where nothing is said. A tab is one, so this is not trimmed. */
  separator(name: string): string {
    const value = this.parameters.get(name) ?? '';
    if (value === '') return ',';
    if (typeof value === 'string' && value.length === 1 && !/["\r\n]/.test(value)) return value;
    this.refuse(name, 'is no separator; one character such as `,` `;` or a tab is accepted');
    return ',';
  }

  /** A text, or the first of a list in a text: what a form sends for what was chosen. Refused where nothing is said. */
  choiceOfForm(name: string, expected: string): string {
    const text = this.text(name);
    const chosen = text.startsWith('[') ? firstOfList(text) : text;
    if (chosen === '') this.refuse(name, `is missing, expected ${expected}`);
    return chosen;
  }

  /** One of `accepted`, whatever its case. */
  choice<T extends string>(name: string, accepted: readonly T[], fallback: T): T {
    const text = this.text(name);
    if (text === '') return fallback;
    const found = accepted.find((one) => one.toLowerCase() === text.toLowerCase());
    if (found !== undefined) return found;
    this.refuse(name, `is \`${text}\`; accepted: ${accepted.map((one) => `\`${one}\``).join(', ')}`);
    return fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.said(name);
    if (value === null) return fallback;
    if (typeof value === 'boolean') return value;
    const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
    if (text === 'true' || text === 'false') return text === 'true';
    this.refuse(name, 'is neither `true` nor `false`');
    return fallback;
  }

  /** COMPAT: a form sends -1 where nothing was filled in. */
  wholeNumber(name: string, { min, max, fallback }: NumberRange): number {
    const value = this.said(name);
    const number = typeof value === 'string' ? Number(value) : value;
    if (value === null || number === -1) return fallback;
    if (typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max) return number;
    this.refuse(name, `is no whole number from ${min} to ${max}`);
    return fallback;
  }

  /** Names in a list, or in a list in a text. */
  names(name: string): readonly string[] {
    const value = this.said(name);
    const list = typeof value === 'string' ? tryParseJson(value) : value;
    if (list === null) return [];
    if (Array.isArray(list) && list.every((one) => typeof one === 'string')) return list;
    this.refuse(name, 'is no list of names');
    return [];
  }

  /** The guid of a credential; `null` where none came with the workflow. */
  credentialGuid(name: string): string | null {
    const text = this.text(name);
    if (text === '') return null;
    if (!isGuid(text)) this.refuse(name, 'is not the guid of a credential');
    return text;
  }

  refuse(path: string, message: string): void {
    this.problems.push({ path, message });
  }

  /** Throws `field_invalid` with every problem, or nothing when there is none. */
  requireNoProblems(): void {
    requireNoProblems('field_invalid', this.problems);
  }

  private said(name: string): unknown {
    const value = this.parameters.get(name) ?? null;
    const isNothing = typeof value === 'string' && (value.trim() === '' || /^\{\{[\w-]+\}\}$/.test(value.trim()));
    return isNothing ? null : value;
  }
}

function firstOfList(text: string): string {
  const list = tryParseJson(text);
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return typeof first === 'string' ? first.trim() : '';
}

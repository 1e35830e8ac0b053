import { type AssetSelector } from '../sdk/index.ts';
import { type Io } from './io.ts';
import { readYamlFile, type FileProblem } from './read-yaml-file.ts';

/** One expectation of a file. */
export interface PolicyTest {
  readonly name: string;
  readonly actor: string;
  readonly action: string;
  readonly asset: AssetSelector;
  readonly expect: 'allow' | 'deny';
  /** Names or ids of what decides, all of them; `null`: whatever does. */
  readonly by: readonly string[] | null;
}

type Raw = Readonly<Record<string, unknown>>;
type Place = readonly (string | number)[];

const keys = ['name', 'actor', 'action', 'asset', 'expect', 'by'];
const testsMax = 1_000;

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownKeys(raw: Raw, accepted: readonly string[], at: Place): FileProblem[] {
  return Object.keys(raw)
    .filter((key) => !accepted.includes(key))
    .map((key) => ({ path: [...at, key], message: `is not known; accepted: ${accepted.join(', ')}` }));
}

function textProblem(raw: Raw, key: string, at: Place): FileProblem[] {
  const value = raw[key];
  if (typeof value === 'string' && value !== '') return [];
  return [{ path: [...at, key], message: value === undefined ? 'is missing' : 'must be a text' }];
}

function parseAsset(value: unknown): AssetSelector | null {
  if (typeof value === 'string' && value !== '') return { guid: value };
  if (!isRecord(value)) return null;
  const { type, qualifiedName } = value;
  return typeof type === 'string' && typeof qualifiedName === 'string' ? { typeName: type, qualifiedName } : null;
}

function parseBy(value: unknown): readonly string[] | null | 'bad' {
  if (value === undefined) return null;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.every((one) => typeof one === 'string') ? list : 'bad';
}

function parseTest(value: unknown, at: Place): { test: PolicyTest | null; problems: FileProblem[] } {
  if (!isRecord(value))
    return { test: null, problems: [{ path: at, message: 'must be a test: actor, action, asset, expect' }] };
  const asset = parseAsset(value['asset']);
  const by = parseBy(value['by']);
  const { expect, actor, action, name } = value;
  const expected = expect === 'allow' || expect === 'deny' ? expect : null;
  const problems: FileProblem[] = [
    ...unknownKeys(value, keys, at),
    ...textProblem(value, 'actor', at),
    ...textProblem(value, 'action', at),
    ...(asset === null ? [{ path: [...at, 'asset'], message: 'must be a guid, or {type, qualifiedName}' }] : []),
    ...(expected === null ? [{ path: [...at, 'expect'], message: 'must be allow or deny' }] : []),
    ...(by === 'bad' ? [{ path: [...at, 'by'], message: 'must be a name or a list of names' }] : []),
  ];
  if (problems.length > 0 || asset === null || expected === null || by === 'bad') return { test: null, problems };
  const [who, what] = [String(actor), String(action)];
  const test = { name: typeof name === 'string' ? name : `${who} ${what}`, actor: who, action: what, asset, by };
  return { test: { ...test, expect: expected }, problems };
}

/** The tests in a file (`docs/policy-tests.md`), `-` for standard input. Fails with every problem and its line. */
export async function readPolicyTests(file: string, io: Io): Promise<readonly PolicyTest[]> {
  const { value, refuse } = await readYamlFile(file, io);
  if (!isRecord(value) || !Array.isArray(value['tests']) || value['tests'].length === 0) {
    throw refuse([{ path: [], message: 'must be a mapping with a list `tests` that has at least one' }]);
  }
  const list: readonly unknown[] = value['tests'];
  if (list.length > testsMax) {
    throw refuse([
      { path: ['tests'], message: `has ${String(list.length)}; at most ${String(testsMax)} are accepted` },
    ]);
  }
  const parsed = list.map((one, index) => parseTest(one, ['tests', index]));
  const problems = [...unknownKeys(value, ['tests'], []), ...parsed.flatMap((one) => one.problems)];
  if (problems.length > 0) throw refuse(problems);
  return parsed.flatMap(({ test }) => (test === null ? [] : [test]));
}

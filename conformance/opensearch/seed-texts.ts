import type { SeededRandom } from '../../test/support/seeded-random.ts';

/** Words as people name data: cases, digits inside, marks, other scripts, things that fold or stem in a way of their own. */
export const seedWords = [
  'orders',
  'Order',
  'ORDERING',
  'customer',
  'Customers',
  'customer_id',
  'customerId',
  'CUSTOMER-KEY',
  'sales2024',
  'q1',
  'Q1',
  'v2',
  '2024',
  '007',
  '3.14',
  '1,000',
  'abc123def',
  'PowerShot500',
  'wi-fi',
  'e-mail',
  'ann@example.com',
  "o'neil",
  "O'Neil's",
  'the',
  'and',
  'a',
  'running',
  'runs',
  'relational',
  'generously',
  'skies',
  'dying',
  'prod/raw',
  'a/b/c',
  'C++',
  'C#',
  'R&D',
  '$total',
  '50%',
  '(draft)',
  '[x]',
  '{y}',
  'key:value',
  '#tag',
  '"quoted"',
  'semi;colon',
  'back\\slash',
  'star*',
  'quest?ion',
  'under_score',
  'snake_case_name',
  'camelCaseName',
  'HTTPServer2Go',
  'MiXeD',
  'Größe',
  'STRASSE',
  'straße',
  'Élan',
  'élan',
  'naïve',
  'İstanbul',
  'ISTANBUL',
  'ΣΊΣΥΦΟΣ',
  'данные',
  'Данные',
  '数据',
  '数据目录',
  'カタログ',
  'かな',
  '데이터',
  'ไทย',
  'العربية',
  'हिन्दी',
  '😀',
  'data😀',
  '👩‍💻',
  'e\u0301lan',
  'ﬁne',
  '½',
  '٣',
  'x²',
  'null',
  'true',
  'false',
  'NaN',
  '-1',
  '+',
  '--',
  '…',
  '—',
  'z',
  'tab\tbed',
  'line\nbreak',
  'AND',
  'OR',
  'NOT',
  'a.b',
  'a.b.c',
  'example.com',
  'U.S.A.',
  "rock'n'roll",
  '’tis',
  'don’t',
] as const;

const separators = [' ', ' ', ' ', ' ', '_', '-', '/', ', ', '. ', ':', '  ', '@', "'"] as const;

function pieceOf(random: SeededRandom): string {
  return seedWords[random.below(seedWords.length)] ?? '';
}

/** `count` words with whatever between them; mostly blanks. */
export function seedText(random: SeededRandom, count: number): string {
  let text = pieceOf(random);
  for (let word = 1; word < count; word += 1) text += random.pick(separators) + pieceOf(random);
  return text;
}

/** A description: seldom empty, mostly some words, now and then longer than what an index keeps as a keyword. */
export function seedDescription(random: SeededRandom): string {
  const kind = random.below(40);
  if (kind === 0) return '';
  if (kind === 1) return ' ';
  if (kind === 2) return seedText(random, 150 + random.below(100));
  return seedText(random, 1 + random.below(9));
}

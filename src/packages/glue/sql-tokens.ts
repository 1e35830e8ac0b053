/** A word, a quoted name or one character of SQL; comments and literals are left out. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'literal' | 'sign';
  /** A word in lower case, a quoted name without its quotes. */
  readonly text: string;
}

/** What stands between double quotes: a name in Presto and Trino, a text in Hive and Spark. */
export type SqlDialect = 'presto' | 'hive';

const pattern =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|(?<text>'(?:[^']|'')*')|(?<double>"(?:[^"]|"")*")|(?<back>`(?:[^`]|``)*`)|(?<word>[\p{L}_$][\p{L}\p{N}_$]*)|(?<number>\d[\w.]*)|(?<sign>[^\s'"`])/uy;

/** The tokens of a statement; `null` when a quote is never closed, or it holds an escape that other dialects read differently. */
export function tokenizeSql(sql: string, dialect: SqlDialect): readonly SqlToken[] | null {
  const tokens: SqlToken[] = [];
  const matcher = new RegExp(pattern);
  while (matcher.lastIndex < sql.length) {
    const groups = matcher.exec(sql)?.groups;
    if (matcher.lastIndex === 0) return null;
    const { text, double, back, word, number, sign } = groups ?? {};
    if ((text ?? (dialect === 'hive' ? double : undefined))?.includes('\\') === true) return null;
    if (back !== undefined) tokens.push({ kind: 'quoted', text: back.slice(1, -1).replaceAll('``', '`') });
    else if (double !== undefined && dialect === 'presto')
      tokens.push({ kind: 'quoted', text: double.slice(1, -1).replaceAll('""', '"') });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word.toLowerCase() });
    else if (text !== undefined || double !== undefined || number !== undefined)
      tokens.push({ kind: 'literal', text: '' });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

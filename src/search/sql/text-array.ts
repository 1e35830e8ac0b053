/**
 * SQL: the `text[]` column and the parameter share an element. The first half repeats the condition of the partial index on
 * such a column, which is how the planner knows that the index will do.
 */
export function overlapsArray(column: string, parameter: string): string {
  return `(${column} <> '{}' AND ${column} && ${parameter}::text[])`;
}

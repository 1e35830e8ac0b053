import { requireNoProblems } from '../../foundation/index.ts';
import { type Tx } from '../../postgres/index.ts';

/** A persona as it is referred to. */
export interface PersonaName {
  readonly guid: string;
  readonly name: string;
  readonly qualifiedName: string;
}

/**
 * The personas with these qualified names, each once, in their order. Throws `field_invalid` with every name that none has;
 * `path` is the field they came in. They stay until the transaction ends.
 */
export async function getPersonas(
  tx: Tx,
  qualifiedNames: readonly string[],
  path = 'personaQualifiedNames',
): Promise<PersonaName[]> {
  if (qualifiedNames.length === 0) return [];
  const personas = await tx
    .selectFrom('persona')
    .select(['guid', 'name', 'qualified_name as qualifiedName'])
    .where('qualified_name', 'in', qualifiedNames)
    .orderBy('qualified_name')
    .forShare()
    .execute();
  const known = personas.map(({ qualifiedName }) => qualifiedName);
  requireNoProblems(
    'field_invalid',
    [...new Set(qualifiedNames)]
      .filter((qualifiedName) => !known.includes(qualifiedName))
      .map((qualifiedName) => ({
        path,
        message: `there is no persona with the qualified name \`${qualifiedName}\``,
      })),
  );
  return personas;
}

import { type ClavisClient, type CreatedToken, type Persona } from '../../src/sdk/index.ts';
import { note } from './step.ts';

export interface QuickstartActors {
  persona: Persona;
  linked: CreatedToken;
  unlinked: CreatedToken;
}

const personaName = 'Schema readers';
const daySeconds = 86_400;

/** A persona, and two API tokens of which one is linked to it. Both may do nothing in the workspace by themselves. */
export async function makeTokens(admin: ClavisClient): Promise<QuickstartActors> {
  const description = 'made by the quickstart';
  // In a folder that was used before, the persona of that run keeps what it was granted then.
  const isTaken = (await admin.personas.find(personaName)) !== null;
  const name = isTaken ? `${personaName} ${new Date().toISOString()}` : personaName;
  const persona = await admin.personas.create({ name, description });
  const base = { description, role: 'none', validitySeconds: daySeconds } as const;
  const linked = await admin.tokens.create({
    ...base,
    displayName: 'quickstart-linked',
    personaQualifiedNames: [persona.qualifiedName],
  });
  const unlinked = await admin.tokens.create({ ...base, displayName: 'quickstart-unlinked' });
  note(
    `persona \`${persona.name}\`, API tokens \`${linked.token.displayName}\` (linked) and \`${unlinked.token.displayName}\``,
  );
  return { persona, linked, unlinked };
}

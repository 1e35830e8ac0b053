/**
 * Makes an API token that reads what one persona shows, and nothing else.
 *
 *     export CLAVIS_URL=http://127.0.0.1:7373 CLAVIS_TOKEN=…    # the token of an admin
 *     node examples/make-a-token.ts etl-nightly 'Order readers'
 */
import { ClavisClient } from '../src/sdk/index.ts';

const [name, personaName] = process.argv.slice(2);
if (name === undefined || personaName === undefined) throw new Error('give a name for the token and that of a persona');

const client = new ClavisClient({
  baseUrl: process.env['CLAVIS_URL'] ?? 'http://127.0.0.1:7373',
  token: process.env['CLAVIS_TOKEN'],
});

const persona = (await client.personas.find(personaName)) ?? (await client.personas.create({ name: personaName }));
const { token, secret } = await client.tokens.create({
  displayName: name,
  role: 'none',
  personaQualifiedNames: [persona.qualifiedName],
  validitySeconds: 90 * 86_400,
});

console.error(`${token.displayName} (${token.id}) works until ${token.expiresAt?.toISOString() ?? 'it is deleted'}`);
// Shown this once. On standard output alone, so that it can go straight into a secret store.
console.log(secret);

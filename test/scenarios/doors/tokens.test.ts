import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Persona } from '../../../src/sdk/index.ts';
import { refusalOf } from './door.ts';
import { everyDoor } from './every-door.ts';
import { openSite, type Site } from './site.ts';

let site: Site;
let persona: Persona;

beforeAll(async () => {
  site = await openSite();
  persona = await site.admin.personas.create({ name: 'Order readers' });
});
afterAll(() => site.close());

describe.each(everyDoor)('API tokens through the %s door', (doorName, enter) => {
  const named = (what: string): string => `${what} by ${doorName}`;

  it('a token that is made here can be found here by its name, linked as asked', async () => {
    const door = enter(site, site.adminSecret);
    const { id } = await door.createToken({ name: named('found'), personas: [persona.qualifiedName] });
    const found = { id, name: named('found'), personas: [persona.qualifiedName] };
    expect(await door.findToken(named('found'))).toEqual(found);
  });

  it('a token that is made here opens every other door, as itself and not as its maker', async () => {
    const token = { name: named('travels'), personas: [persona.qualifiedName] };
    const { secret } = await enter(site, site.adminSecret).createToken(token);
    const seen = await Promise.all(everyDoor.map(([, enterOther]) => enterOther(site, secret).whoAmI()));
    const { username } = await enter(site, site.adminSecret).whoAmI();
    expect(new Set(seen.map((one) => one.username)).size).toBe(1);
    expect(seen[0]?.username).toMatch(/^service-account-apikey-/);
    expect(seen[0]?.username).not.toBe(username);
    expect(seen.map(({ personas }) => personas)).toEqual(everyDoor.map(() => ['Order readers']));
  });

  it('a token that is deleted here is refused at once by every door', async () => {
    const door = enter(site, site.adminSecret);
    const { id, secret } = await door.createToken({ name: named('short-lived') });
    await door.deleteToken(id);
    for (const [, enterOther] of everyDoor) {
      expect(await refusalOf(enterOther(site, secret).whoAmI())).toMatch(/not valid|unknown|deleted/);
    }
    expect(await door.findToken(named('short-lived'))).toBeNull();
  });

  it('a name that no token has is answered with nothing, in whatever letters it is written', async () => {
    const door = enter(site, site.adminSecret);
    await door.createToken({ name: named('Exact') });
    expect(await door.findToken('nobody is called so')).toBeNull();
    expect(await door.findToken(named('exact'))).toBeNull();
    expect(await door.findToken(`${named('Exact')} `)).toBeNull();
  });

  it('a name with quotes, wildcards and other scripts is kept letter by letter', async () => {
    const door = enter(site, site.adminSecret);
    const name = `${named('"odd" %_*\\ {$in} ключ 鍵 🗝')} --json`;
    const { id } = await door.createToken({ name });
    expect((await door.findToken(name))?.id).toBe(id);
  });

  it('deleting what does not exist says so and names it', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(await refusalOf(enter(site, site.adminSecret).deleteToken(unknown))).toContain(unknown);
  });

  it('a blank name is refused, and the field is named', async () => {
    expect(await refusalOf(enter(site, site.adminSecret).createToken({ name: '   ' }))).toContain('displayName');
  });

  it('every unknown persona is named in one refusal, and no token is made', async () => {
    const door = enter(site, site.adminSecret);
    const personas = ['default/nowhere', persona.qualifiedName, 'default/neither'];
    const refusal = await refusalOf(door.createToken({ name: named('unlinked'), personas }));
    expect(refusal).toContain('default/nowhere');
    expect(refusal).toContain('default/neither');
    expect(await door.findToken(named('unlinked'))).toBeNull();
  });

  it('a token that may not make tokens is told what it lacks', async () => {
    const { secret } = await enter(site, site.adminSecret).createToken({ name: named('modest') });
    const refusal = await refusalOf(enter(site, secret).createToken({ name: named('grandchild') }));
    expect(refusal).toContain('403');
    expect(refusal).toContain('token.manage');
  });

  it('a bearer that was never a token is refused without being repeated', async () => {
    const refusal = await refusalOf(enter(site, 'not-a-token').whoAmI());
    expect(refusal).toContain('401');
    expect(refusal).not.toContain('not-a-token');
  });

  // A list that is paged by an order with ties, or that is cut at the first page, loses or repeats rows.
  it('a list of several pages holds every token exactly once', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `${named('paged')} ${String(index)}`);
    const made = await Promise.all(
      names.map((displayName) => site.admin.tokens.create({ displayName, role: 'none', validitySeconds: 600 })),
    );
    const listed = await enter(site, site.adminSecret).listTokens();
    expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
    expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    await Promise.all(made.map(({ token }) => site.admin.tokens.delete(token.id)));
  });
});

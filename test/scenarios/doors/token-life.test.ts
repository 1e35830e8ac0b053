import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf } from './door.ts';
import { everyDoor } from './every-door.ts';
import { openSite, type Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

describe.each(everyDoor)('the life of an API token through the %s door', (doorName, enter) => {
  it('made, used, rotated with both secrets working, the old one ended, suspended, resumed', async () => {
    const door = enter(site, site.adminSecret);
    const whoIs = (secret: string) => enter(site, secret).whoAmI();
    const { id, secret: first } = await door.createToken({ name: `lives by ${doorName}` });
    const { username } = await whoIs(first);

    const { secret: second } = await door.rotateToken(id);
    expect(second).not.toBe(first);
    expect((await whoIs(first)).username).toBe(username);
    expect((await whoIs(second)).username).toBe(username);

    const [newest, oldest, ...others] = await door.liveSecrets(id);
    expect([newest, oldest, others]).toEqual([expect.any(String), expect.any(String), []]);
    await door.retireSecret(id, oldest ?? '');
    expect(await refusalOf(whoIs(first))).toContain('401');
    expect((await whoIs(second)).username).toBe(username);
    expect(await door.liveSecrets(id)).toEqual([newest]);

    await door.suspendToken(id, 'on holiday');
    expect(await refusalOf(whoIs(second))).toContain('401');
    await door.resumeToken(id);
    expect((await whoIs(second)).username).toBe(username);
  });

  it('a token that may not manage tokens is told what it lacks, whichever of this it tries', async () => {
    const door = enter(site, site.adminSecret);
    const { id } = await door.createToken({ name: `watched by ${doorName}` });
    const { secret } = await door.createToken({ name: `modest by ${doorName}` });
    const modest = enter(site, secret);
    for (const attempt of [
      () => modest.rotateToken(id),
      () => modest.suspendToken(id, 'because'),
      () => modest.resumeToken(id),
    ]) {
      const refusal = await refusalOf(attempt());
      expect(refusal).toContain('403');
      expect(refusal).toContain('token.manage');
    }
  });

  it('what does not exist is named', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    const door = enter(site, site.adminSecret);
    for (const attempt of [() => door.rotateToken(unknown), () => door.suspendToken(unknown, 'x')])
      expect(await refusalOf(attempt())).toContain(unknown);
  });
});

import { describe, expect, test } from 'vitest';
import { type Principal, type Role } from '../identity/index.ts';
import { capabilitiesOf, isRoleWithin, requireCapability, type Capability } from './capabilities.ts';

function principal(role: Role): Principal {
  return { actorId: 'a', kind: 'user', username: 'ann', role, epoch: 1 };
}

const governing: readonly Role[] = ['admin', 'default'];
const holders: Readonly<Record<Capability, readonly Role[]>> = {
  'access.explain': ['admin'],
  'governance.declassify': ['admin'],
  'audit.read': ['admin'],
  'settings.manage': ['admin'],
  'token.manage': ['admin'],
  'group.manage': ['admin'],
  'user.manage': ['admin'],
  'single-sign-on.manage': ['admin'],
  'oauth-client.manage': ['admin'],
  'token.read': governing,
  'persona.read': governing,
  'persona.manage': governing,
  'glossary.manage': governing,
  'domain.manage': governing,
  'ai.manage': governing,
  'typedef.manage': governing,
  'workflow.submit': governing,
  'workflow.read-all': ['admin'],
  'connection.create': governing,
  'credential.manage': governing,
  'user.read': ['admin', 'default', 'member', 'guest', 'read'],
  'typedef.read': ['admin', 'default', 'member', 'guest', 'read', 'none'],
};
const roles: readonly Role[] = ['admin', 'default', 'member', 'guest', 'read', 'none'];

describe('a capability', () => {
  test.each(Object.entries(holders))('%s is held by %j and by nobody else', (capability, expected) => {
    const held = roles.filter((role) => capabilitiesOf(role).includes(capability as Capability));
    expect(held).toEqual(expected);
  });

  test('a refusal says which role would do', () => {
    expect(() => {
      requireCapability(principal('member'), 'persona.manage');
    }).toThrow('`persona.manage` needs the workspace role `admin` or `default`; `ann` has `member`');
    expect(() => {
      requireCapability(principal('default'), 'persona.manage');
    }).not.toThrow();
  });
});

test('a role is within another when it adds nothing to it', () => {
  const within = (role: Role) => roles.filter((other) => isRoleWithin(role, other));
  expect(within('admin')).toEqual(['admin']);
  expect(within('default')).toEqual(['admin', 'default']);
  expect(within('read')).toEqual(['admin', 'default', 'member', 'guest', 'read']);
  expect(within('none')).toEqual(roles);
});

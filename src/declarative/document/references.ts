import type { AccessDocument, DeclaredAudience } from './document.ts';
import { type Path } from './place.ts';

export type ReferenceKind = 'user' | 'group' | 'persona' | 'token' | 'connection' | 'tag';

/** A name in a document that stands for something which may be declared elsewhere in it, or be there already. */
export interface Reference {
  readonly kind: ReferenceKind;
  readonly name: string;
  readonly path: Path;
}

function listed(kind: ReferenceKind, at: Path, names: readonly string[] = []): Reference[] {
  return names.map((name, index) => ({ kind, name, path: [...at, index] }));
}

function single(kind: ReferenceKind, path: Path, name: string | undefined): Reference[] {
  return name === undefined ? [] : [{ kind, name, path }];
}

function audienceReferences(at: Path, { users, groups, tokens }: DeclaredAudience): Reference[] {
  return [
    ...listed('user', [...at, 'users'], users),
    ...listed('group', [...at, 'groups'], groups),
    ...listed('token', [...at, 'tokens'], tokens),
  ];
}

function groupReferences({ groups = [] }: AccessDocument): Reference[] {
  return groups.flatMap(({ members }, index) => listed('user', ['groups', index, 'members'], members));
}

function connectionReferences({ connections = [] }: AccessDocument): Reference[] {
  return connections.flatMap(({ qualifiedName, admins }, index) => [
    ...single('connection', ['connections', index, 'qualifiedName'], qualifiedName),
    ...audienceReferences(['connections', index, 'admins'], admins),
  ]);
}

function purposeReferences({ purposes = [] }: AccessDocument): Reference[] {
  return purposes.flatMap(({ tags, policies = [] }, index) => {
    const at = ['purposes', index] as const;
    return [
      ...listed('tag', [...at, 'tags'], tags),
      ...policies.flatMap(({ audience }, place) =>
        audienceReferences([...at, 'policies', place, 'audience'], audience),
      ),
    ];
  });
}

function personaReferences({ personas = [] }: AccessDocument): Reference[] {
  return personas.flatMap(({ users, groups, policies = [] }, index) => {
    const at = ['personas', index] as const;
    return [
      ...listed('user', [...at, 'users'], users),
      ...listed('group', [...at, 'groups'], groups),
      ...policies.flatMap(({ connection }, place) =>
        single('connection', [...at, 'policies', place, 'connection'], connection),
      ),
    ];
  });
}

function tokenReferences({ tokens = [] }: AccessDocument): Reference[] {
  return tokens.flatMap(({ personas, responsible, scopes }, index) => {
    const at = ['tokens', index] as const;
    return [
      ...listed('persona', [...at, 'personas'], personas),
      ...single('user', [...at, 'responsible'], responsible),
      ...listed('connection', [...at, 'scopes', 'connections'], scopes?.connections),
    ];
  });
}

/** Every reference of a document, in the order of its sections. */
export function referencesOf(document: AccessDocument): Reference[] {
  return [
    ...groupReferences(document),
    ...connectionReferences(document),
    ...purposeReferences(document),
    ...personaReferences(document),
    ...tokenReferences(document),
  ];
}

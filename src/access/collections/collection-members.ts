import { type CollectionLevel } from './collection-policy.ts';

/** The lists of a collection on the Atlan wire. */
export type MemberList = 'adminUsers' | 'adminGroups' | 'viewerUsers' | 'viewerGroups';

/** Who may edit and who may see a collection, as it is to be: usernames and names of groups. */
export interface CollectionMembers extends Readonly<Record<MemberList, readonly string[]>> {
  readonly guid: string;
  readonly qualifiedName: string;
}

export interface CollectionMember {
  readonly level: CollectionLevel;
  readonly kind: 'actor' | 'group';
  readonly name: string;
}

/** Which level each list gives, and to what kind of name. */
export const memberLists: Readonly<Record<MemberList, Omit<CollectionMember, 'name'>>> = {
  adminUsers: { level: 'editor', kind: 'actor' },
  adminGroups: { level: 'editor', kind: 'group' },
  viewerUsers: { level: 'viewer', kind: 'actor' },
  viewerGroups: { level: 'viewer', kind: 'group' },
};

export const memberListNames = Object.keys(memberLists) as readonly MemberList[];

/** Every member once per level. */
export function listMembers(members: CollectionMembers): (CollectionMember & { readonly list: MemberList })[] {
  return memberListNames.flatMap((list) =>
    [...new Set(members[list])].map((name) => ({ ...memberLists[list], name, list })),
  );
}

/** A text that tells members apart: a group may be called like a user. */
export function memberKey({ level, kind, name }: CollectionMember): string {
  return `${level} ${kind} ${name}`;
}

import type { CollectionEntry } from '../../access/index.ts';
import { changeCollectionMembers, listCollectionMembers, type MemberNames } from '../../catalog/index.ts';
import type {
  ChangeCollectionMembersRequest,
  CollectionMemberEntry,
  CollectionMemberList,
  CollectionMembersAdded,
  CollectionMembersRemoved,
} from '../../contract/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { entityTag, readIfMatch } from './entity-tag.ts';

function readNames({ users = [], groups = [], tokens = [] }: Partial<MemberNames> = {}): MemberNames {
  return { users, groups, tokens };
}

function readMembers({ editors, viewers }: ChangeCollectionMembersRequest) {
  return { editors: readNames(editors), viewers: readNames(viewers) };
}

function renderMembers(members: readonly CollectionEntry[]): CollectionMemberEntry[] {
  return members.map(({ level, kind, name }) => ({ level, kind, name }));
}

/** Who is in query collections, one at a time. */
export function registerCollectionRoutes(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'listCollectionMembers', async ({ principal, params, reply }): Promise<CollectionMemberList> => {
    const list = await listCollectionMembers(catalog, principal, params.collection);
    const { guid, qualifiedName, name, version, members } = list;
    void reply.header('etag', entityTag(version));
    return {
      collection: { guid, qualifiedName, name },
      version,
      members: members.map(({ isLiving, displayName, ...entry }) => ({ ...entry, displayName, living: isLiving })),
    };
  });

  serve(router, 'addCollectionMembers', async ({ principal, params, body, request, reply }) => {
    const change = { kind: 'add', collection: params.collection, expected: readIfMatch(request) } as const;
    const made = await changeCollectionMembers(catalog, principal, { ...change, ...readMembers(body) });
    void reply.header('etag', entityTag(made.version));
    const answer: CollectionMembersAdded = {
      added: renderMembers(made.changed),
      alreadyThere: renderMembers(made.untouched),
    };
    return answer;
  });

  serve(router, 'removeCollectionMembers', async ({ principal, params, body, request, reply }) => {
    const change = { kind: 'remove', collection: params.collection, expected: readIfMatch(request) } as const;
    const made = await changeCollectionMembers(catalog, principal, { ...change, ...readMembers(body) });
    void reply.header('etag', entityTag(made.version));
    const answer: CollectionMembersRemoved = {
      removed: renderMembers(made.changed),
      notThere: renderMembers(made.untouched),
    };
    return answer;
  });
}

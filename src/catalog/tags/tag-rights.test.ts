import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTaggedCatalog, type TaggedCatalog } from '../../../test/support/tagged-catalog.ts';
import { entity, named } from '../../../test/support/small-catalog.ts';
import { getEntityByUniqueAttribute } from '../entities/get-entity.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { addTags, removeTag, updateTags } from './change-tags.ts';

const words = {
  add: 'persona-entity-add-classification',
  update: 'persona-entity-update-classification',
  remove: 'persona-entity-remove-classification',
} as const;

let catalog: TaggedCatalog;
let pii: string;
let gold: string;
let people = 0;

beforeAll(async () => {
  catalog = await createTaggedCatalog();
  [pii, gold] = [await catalog.defineTag('PII'), await catalog.defineTag('Gold')];
});
afterAll(() => catalog.close());

/** A member who may read everything under `path` and do `actions` there. */
async function memberWith(path: string, ...actions: readonly string[]): Promise<Principal> {
  people += 1;
  const member = await catalog.addUser(`member${people}`, 'member');
  const { guid } = await catalog.savePersona({ name: `persona ${people}`, users: [member.username] });
  await catalog.savePolicy({
    personaGuid: guid,
    resources: [`entity:${path}`],
    actions: ['persona-asset-read', ...actions],
  });
  return member;
}

async function newTable(...names: readonly string[]): Promise<string> {
  people += 1;
  const name = `${catalog.connection}/db/s/t${people}`;
  await catalog.save({ ...entity('Table', name), classifications: names.map((typeName) => ({ typeName })) });
  return name;
}

const table = (name: string, lists: JsonObject): JsonObject => ({ ...entity('Table', name), ...lists });
const adding = (name: string): JsonObject => ({ addOrUpdateClassifications: [{ typeName: name }] });
const changing = (name: string): JsonObject => ({ addOrUpdateClassifications: [{ typeName: name, propagate: true }] });
const removing = (name: string): JsonObject => ({ removeClassifications: [{ typeName: name }] });

describe('the rights to tag', () => {
  it.each([
    { doing: 'adding', word: words.add, verb: 'add tags to', lists: () => adding(gold) },
    { doing: 'changing', word: words.update, verb: 'change the tags of', lists: () => changing(pii) },
    { doing: 'removing', word: words.remove, verb: 'remove tags from', lists: () => removing(pii) },
  ])(
    '$doing takes its own action, and the right to change the asset is neither needed nor enough',
    async ({ word, verb, lists }) => {
      const name = await newTable(pii);
      const editor = await memberWith(name, 'persona-asset-update');
      await expect(catalog.saveTagsAs(editor, 'appendTags', table(name, lists()))).rejects.toMatchObject({
        code: 'permission_denied',
        message: `\`${editor.username}\` may not ${verb} \`Table\` \`${name}\``,
      });
      const tagger = await memberWith(name, word);
      const result = await catalog.saveTagsAs(tagger, 'appendTags', table(name, lists()));
      expect(result.mutatedEntities?.UPDATE).toHaveLength(1);
      const described = table(name, {});
      const wordy = { ...described, attributes: { ...(described['attributes'] as JsonObject), description: 'mine' } };
      await expect(catalog.saveTagsAs(tagger, 'appendTags', wordy)).rejects.toMatchObject({
        code: 'permission_denied',
      });
    },
  );

  it('a refused tag takes the rest of the save with it', async () => {
    const name = await newTable();
    const editor = await memberWith(name, 'persona-asset-update');
    const lists = table(name, adding(pii));
    const both = { ...lists, attributes: { ...(lists['attributes'] as JsonObject), description: 'new' } };
    await expect(catalog.saveTagsAs(editor, 'appendTags', both)).rejects.toMatchObject({ code: 'permission_denied' });
    expect(await catalog.tagsOf('Table', name)).toEqual({ direct: [], propagated: [] });
  });

  it('replacing tags takes what it comes to: adding, removing or neither', async () => {
    const name = await newTable(pii);
    const adder = await memberWith(name, words.add);
    const replace = (...typeNames: string[]) =>
      catalog.saveTagsAs(
        adder,
        'replaceTags',
        table(name, { classifications: typeNames.map((it) => ({ typeName: it })) }),
      );
    await replace(pii, gold);
    await expect(replace(gold)).rejects.toMatchObject({ code: 'permission_denied' });
    expect(await replace(gold, pii)).toEqual({});
  });

  it('who may create an asset but not tag it creates it without tags only', async () => {
    const path = `${catalog.connection}/db/made`;
    await catalog.save(entity('Schema', path));
    const maker = await memberWith(path, 'persona-api-create');
    const made = table(`${path}/t`, { classifications: [{ typeName: pii }] });
    await expect(catalog.saveTagsAs(maker, null, made)).rejects.toMatchObject({ code: 'permission_denied' });
    await catalog.saveTagsAs(maker, null, table(`${path}/t`, {}));
  });

  it('to tag what passes on no right is needed where the tag arrives', async () => {
    const schema = `${catalog.connection}/db/flows`;
    const atlanSchema = named('Schema', schema);
    await catalog.save(entity('Schema', schema), entity('Table', `${schema}/t`, { atlanSchema }));
    const token = await catalog.addToken('of the schema', 'none');
    const { guid } = await catalog.savePersona({ name: 'schema only' });
    const onlySchema = { personaGuid: guid, resources: [`entity:${schema}`, 'entity-type:Schema'] };
    await catalog.savePolicy({ ...onlySchema, actions: ['persona-asset-read', words.add] });
    await catalog.linkToken(guid, token);
    const tagged = { ...entity('Schema', schema), addOrUpdateClassifications: [{ typeName: gold, propagate: true }] };
    await catalog.saveTagsAs(token.principal, 'appendTags', tagged);
    expect(await catalog.tagsOf('Table', `${schema}/t`)).toEqual({ direct: [], propagated: [gold] });
  });

  it('an asset out of sight cannot be tagged and answers as one that does not exist', async () => {
    const name = await newTable(pii);
    const stranger = await catalog.addUser('stranger', 'member');
    const refusals = [name, `${name}x`].map(async (qualifiedName) => {
      const unique = { typeName: 'Table', attributes: { qualifiedName } };
      const attempts = [
        () => addTags(catalog.deps, stranger, { ...unique, tags: [{ typeName: gold }] }),
        () => updateTags(catalog.deps, stranger, { ...unique, tags: [{ typeName: pii }] }),
        () => removeTag(catalog.deps, stranger, { ...unique, tagName: pii }),
      ];
      const messages: string[] = [];
      for (const attempt of attempts) {
        const error: unknown = await attempt().catch((refused: unknown) => refused);
        expect(error).toMatchObject({ code: 'asset_unique_attribute_not_found' });
        messages.push((error as Error).message.replaceAll(qualifiedName, '…'));
      }
      return messages;
    });
    const [hidden, missing] = await Promise.all(refusals);
    expect(hidden).toEqual(missing);
  });

  it('a tag says where it comes from only to who may read that asset', async () => {
    const schema = `${catalog.connection}/db/secret`;
    const name = `${schema}/open`;
    await catalog.save(
      { ...entity('Schema', schema), classifications: [{ typeName: pii, propagate: true }] },
      entity('Table', name, { atlanSchema: named('Schema', schema) }),
    );
    const unique = { typeName: 'Table', attributes: { qualifiedName: name } };
    const { entity: seen } = await getEntityByUniqueAttribute(catalog.deps, catalog.owner, unique);
    const { entity: half } = await getEntityByUniqueAttribute(catalog.deps, await memberWith(name), unique);
    const schemaGuid = String(seen.classifications[0]?.['entityGuid']);
    expect(await catalog.get(schemaGuid)).toMatchObject({ typeName: 'Schema' });
    expect(half.classifications).toMatchObject([{ typeName: pii, entityGuid: '00000000-0000-0000-0000-000000000000' }]);
    expect(JSON.stringify(half)).not.toContain(schemaGuid);
  });
});

describe('tags of one asset by name', () => {
  it('are put on, changed and taken off; once too often is refused', async () => {
    const name = await newTable();
    const unique = { typeName: 'Asset', attributes: { qualifiedName: name } };
    const put = () => addTags(catalog.deps, catalog.owner, { ...unique, tags: [{ typeName: pii }] });
    const change = () =>
      updateTags(catalog.deps, catalog.owner, { ...unique, tags: [{ typeName: pii, propagate: true }] });
    const take = () => removeTag(catalog.deps, catalog.owner, { ...unique, tagName: pii });
    await expect(change()).rejects.toMatchObject({ code: 'tag_absent' });
    await expect(take()).rejects.toMatchObject({ code: 'tag_absent' });
    await put();
    await expect(put()).rejects.toMatchObject({ code: 'tag_present' });
    await change();
    const { entity: seen } = await getEntityByUniqueAttribute(catalog.deps, catalog.owner, unique);
    expect(seen.classifications).toMatchObject([{ typeName: pii, propagate: true }]);
    await take();
    expect(await catalog.tagsOf('Table', name)).toEqual({ direct: [], propagated: [] });
  });

  it('a tag that only reaches the asset is not on it', async () => {
    const schema = `${catalog.connection}/db/reached`;
    await catalog.save(
      { ...entity('Schema', schema), classifications: [{ typeName: pii, propagate: true }] },
      entity('Table', `${schema}/t`, { atlanSchema: named('Schema', schema) }),
    );
    const unique = { typeName: 'Table', attributes: { qualifiedName: `${schema}/t` } };
    await expect(removeTag(catalog.deps, catalog.owner, { ...unique, tagName: pii })).rejects.toMatchObject({
      code: 'tag_absent',
    });
  });
});

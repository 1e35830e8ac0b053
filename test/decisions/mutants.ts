import type { Fault } from './import-mutated.ts';

// Faults in the engine, in the way from rights to SQL and in the gathering of rights, written by hand and each a mistake that
// somebody could make. One that the laws do not find is a missing law.

export type Mutants = Readonly<Record<string, Fault>>;

const condition = 'policy/condition.ts';
const evaluate = 'policy/evaluate.ts';
const residual = 'policy/residual.ts';
const combine = 'policy/combine.ts';
const subset = 'policy/subset.ts';
const glob = 'policy/glob.ts';
const merge = 'policy/merge-paths.ts';

/** Found by the laws of the engine, or by Cedar. */
export const engineMutants: Mutants = {
  'a path covers what begins like it': {
    file: condition,
    from: 'return qualifiedName.startsWith(`${path}/`);',
    to: 'return qualifiedName.startsWith(path);',
  },
  'what lies beneath includes the node': {
    file: condition,
    from: 'below: ({ path }, asset) => isBelow(asset.qualifiedName, path)',
    to: 'below: ({ path }, asset) => isUnder(asset.qualifiedName, path)',
  },
  'a path is compared in any case': {
    file: condition,
    from: 'return qualifiedName === path || isBelow(qualifiedName, path);',
    to: 'return qualifiedName.toLowerCase() === path.toLowerCase() || isBelow(qualifiedName.toLowerCase(), path.toLowerCase());',
  },
  'the node itself includes what lies beneath': {
    file: condition,
    from: 'at: ({ path }, asset) => asset.qualifiedName === path',
    to: 'at: ({ path }, asset) => isUnder(asset.qualifiedName, path)',
  },
  'a pattern does not cover what lies beneath its match': {
    file: condition,
    from: 'return matchesGlob(pattern, qualifiedName) || matchesGlob(`${pattern}/*`, qualifiedName);',
    to: 'return matchesGlob(pattern, qualifiedName);',
  },
  'types above do not count': {
    file: condition,
    from: 'return typeNames.includes(asset.typeName) || asset.superTypes.some((name) => typeNames.includes(name));',
    to: 'return typeNames.includes(asset.typeName);',
  },
  'all of the tags must be there': {
    file: condition,
    from: 'tag: ({ tagNames }, asset) => asset.tagNames.some((name) => tagNames.includes(name))',
    to: 'tag: ({ tagNames }, asset) => tagNames.every((name) => asset.tagNames.includes(name))',
  },
  'no connection is any connection': {
    file: condition,
    from: 'asset.connectionQualifiedName !== null && qualifiedNames.includes(asset.connectionQualifiedName)',
    to: 'asset.connectionQualifiedName === null || qualifiedNames.includes(asset.connectionQualifiedName)',
  },
  'no glossary is any glossary': {
    file: condition,
    from: 'asset.glossaryQualifiedName !== null && qualifiedNames.includes(asset.glossaryQualifiedName)',
    to: 'asset.glossaryQualifiedName === null || qualifiedNames.includes(asset.glossaryQualifiedName)',
  },
  'an empty or is all': {
    file: condition,
    from: 'or: ({ of }, asset) => of.some((part) => matches(part, asset))',
    to: 'or: ({ of }, asset) => of.length === 0 || of.some((part) => matches(part, asset))',
  },
  'an asset without guid has every guid': {
    file: condition,
    from: 'asset.guid !== undefined && guids.includes(asset.guid)',
    to: 'asset.guid === undefined || guids.includes(asset.guid)',
  },
  'a creator counts in any case': {
    file: condition,
    from: 'asset.createdBy === username',
    to: 'asset.createdBy.toLowerCase() === username.toLowerCase()',
  },
  'an allow beats a deny': {
    file: evaluate,
    from: "if (denies.length > 0) return { effect: 'deny', stage: 'deny', action, by: denies };",
    to: "if (denies.length > 0 && matching(policies, 'allow', request).length === 0) return { effect: 'deny', stage: 'deny', action, by: denies };",
  },
  'every policy speaks of every action': {
    file: evaluate,
    from: '.filter((policy) => policy.actions.includes(request.action))',
    to: '.filter((policy) => policy.actions.length > 0)',
  },
  'a mask is an allow': {
    file: evaluate,
    from: '.filter((policy) => policy.effect === effect)',
    to: ".filter((policy) => policy.effect === effect || (effect === 'allow' && policy.effect === 'mask'))",
  },
  'a mask is laid that does not match': {
    file: evaluate,
    from: "const ids = matching(policies, 'mask', request);",
    to: "const ids = policies.filter(({ effect }) => effect === 'mask').map(({ id }) => id);",
  },
  'reasons come in the order of the policies': {
    file: evaluate,
    from: 'return [...new Set(ids)].sort();',
    to: 'return [...new Set(ids)];',
  },
  'nothing granted is allowed': {
    file: evaluate,
    from: "return { effect: 'deny', stage: 'no_grant', action, by: [] };",
    to: "return { effect: 'allow', stage: 'no_grant', action, by: [] } as never;",
  },
  'denies are joined by and': {
    file: residual,
    from: "negate(anyOf(parts(policies, 'deny', action)))",
    to: "negate(parts(policies, 'deny', action).length === 0 ? { kind: 'none' } : allOf(parts(policies, 'deny', action)))",
  },
  'allows are joined by and': {
    file: residual,
    from: "anyOf(parts(policies, 'allow', action)), ",
    to: "allOf(parts(policies, 'allow', action)), ",
  },
  'denies are left out of lists': {
    file: residual,
    from: "return allOf([anyOf(parts(policies, 'allow', action)), negate(anyOf(parts(policies, 'deny', action)))]);",
    to: "return allOf([anyOf(parts(policies, 'allow', action)), negate(anyOf([]))]);",
  },
  'lists look at the denies of every action': {
    file: residual,
    from: '.filter((policy) => policy.effect === effect && policy.actions.includes(action))',
    to: ".filter((policy) => policy.effect === effect && (effect === 'deny' || policy.actions.includes(action)))",
  },
  'nothing to choose from is everything': {
    file: combine,
    from: 'if (first === undefined) return none;',
    to: 'if (first === undefined) return all;',
  },
  'nothing to hold is nothing': {
    file: combine,
    from: 'if (first === undefined) return all;',
    to: 'if (first === undefined) return none;',
  },
  'one that is all is lost among others': {
    file: combine,
    from: "if (parts.some((part) => part.kind === 'all')) return all;",
    to: "if (parts.every((part) => part.kind === 'all')) return all;",
  },
  'twice not is not': {
    file: combine,
    from: "return made(inner.kind === 'not' ? inner.of : { kind: 'not', of: inner });",
    to: "return made(inner.kind === 'not' ? inner : { kind: 'not', of: inner });",
  },
  'an empty set of tags is all': {
    file: combine,
    from: 'return isEmptySet(condition) ? none : condition;',
    to: 'return isEmptySet(condition) ? all : condition;',
  },
  'a wildcard stays within a segment': {
    file: glob,
    from: '} else if (star === -1) {',
    to: "} else if (star === -1 || given[resumeAt] === '/') {",
  },
  'an underscore is a question mark': {
    file: glob,
    from: "(wanted[at] === '?' || wanted[at] === given[place])",
    to: "(wanted[at] === '?' || wanted[at] === given[place] || wanted[at] === '_')",
  },
  'a wildcard matches by halves of characters': {
    file: glob,
    from: 'const given = [...text];',
    to: "const given = text.split('');",
  },
  'what is left of a pattern is forgotten': {
    file: glob,
    from: "return wanted.slice(at).every((one) => one === '*');",
    to: 'return true;',
  },
  'a subset of one part is a subset of all': {
    file: subset,
    from: "if (wide.kind === 'and') return wide.of.every((part) => implies(narrow, part));",
    to: "if (wide.kind === 'and') return wide.of.some((part) => implies(narrow, part));",
  },
  'one alternative within is all within': {
    file: subset,
    from: "if (narrow.kind === 'or') return narrow.of.every((part) => implies(part, wide));",
    to: "if (narrow.kind === 'or') return narrow.of.some((part) => implies(part, wide));",
  },
  'what is not narrow is not wide': {
    file: subset,
    from: 'return implies(wide.of, narrow.of);',
    to: 'return implies(narrow.of, wide.of);',
  },
  'paths that share their beginning are apart': {
    file: subset,
    from: 'return !head.startsWith(otherHead) && !otherHead.startsWith(head);',
    to: 'return head !== otherHead;',
  },
  'tags exclude each other': {
    file: subset,
    from: "if (one.kind === 'guid' && other.kind === 'guid') return disjoint(one.guids, other.guids);",
    to: "if (one.kind === 'guid' && other.kind === 'guid') return disjoint(one.guids, other.guids);\n  if (one.kind === 'tag' && other.kind === 'tag') return disjoint(one.tagNames, other.tagNames);",
  },
  'policies are put together whatever else they say': {
    file: merge,
    from: '.map((one) => JSON.stringify(one))',
    to: ".map(() => '')",
  },
  'the narrower path is dropped': {
    file: merge,
    from: 'return parts.filter((part) => !wider.includes(part));',
    to: 'return parts.filter((part) => !places.includes(part) || wider.includes(part));',
  },
  'a path beneath one that is named alone is covered': {
    file: merge,
    from: "one.kind === 'under' || one.kind === 'below' ? [one.path] : []",
    to: "one.kind !== 'matching' ? [one.path] : []",
  },
};

const toAst = 'catalog/search/condition-to-ast.ts';
const within = 'search/sql/within.ts';

/** Found by comparing rows with decisions. */
export const listMutants: Mutants = {
  'SQL: a path covers what begins like it': { file: toAst, from: 'value: `${path}/`', to: 'value: path' },
  'SQL: a path is compared in any case': {
    file: toAst,
    from: "field: 'qualifiedName', value: `${path}/`, caseInsensitive: false",
    to: "field: 'qualifiedName', value: `${path}/`, caseInsensitive: true",
  },
  'SQL: the node is left out of its path': {
    file: toAst,
    from: "under: ({ path }) => anyOf([equals('qualifiedName', path), beneath(path)])",
    to: 'under: ({ path }) => beneath(path)',
  },
  'SQL: a backslash in a policy is an escape': {
    file: toAst,
    from: "pattern.replaceAll('\\\\', '\\\\\\\\')",
    to: 'pattern',
  },
  'SQL: `_` and `%` are wildcards': {
    file: 'search/pattern/wildcard.ts',
    from: "return '%_\\\\'.includes(character) ? `\\\\${character}` : character;",
    to: 'return character;',
  },
  'SQL: a pattern does not cover what lies beneath its match': {
    file: toAst,
    from: 'matching: ({ pattern }) => anyOf([likes(pattern), likes(`${pattern}/*`)])',
    to: 'matching: ({ pattern }) => likes(pattern)',
  },
  'SQL: types below do not count': {
    file: toAst,
    from: 'typeNames.flatMap((name) => [name, ...types.subtypesOf(name)])',
    to: 'typeNames',
  },
  'SQL: tags from elsewhere do not count': {
    file: toAst,
    from: "anyOf([oneOf('directTagNames', tagNames), oneOf('propagatedTagNames', tagNames)])",
    to: "oneOf('directTagNames', tagNames)",
  },
  'SQL: its own tags do not count': {
    file: toAst,
    from: "anyOf([oneOf('directTagNames', tagNames), oneOf('propagatedTagNames', tagNames)])",
    to: "oneOf('propagatedTagNames', tagNames)",
  },
  'SQL: tags must all be there': {
    file: toAst,
    from: "anyOf([oneOf('directTagNames', tagNames), oneOf('propagatedTagNames', tagNames)])",
    to: "allOf(tagNames.map((name) => anyOf([oneOf('directTagNames', [name]), oneOf('propagatedTagNames', [name])])))",
  },
  'SQL: anything has a glossary that is called like one': {
    file: toAst,
    from: "allOf([oneOf('typeName', glossaryTypes), oneOf('glossaryQualifiedName', qualifiedNames)])",
    to: "oneOf('qualifiedName', qualifiedNames)",
  },
  'SQL: a term has no glossary': {
    file: toAst,
    from: "WHEN 'AtlasGlossaryTerm' THEN substr(${alias}.qualified_name, strpos(${alias}.qualified_name, '@') + 1)",
    to: "WHEN 'AtlasGlossaryTerm' THEN NULL",
  },
  'SQL: what hangs on an asset is judged by its own name': {
    file: 'catalog/search/compile-condition.ts',
    from: "if (own === 'TRUE' || own === 'FALSE') return own;",
    to: 'return own;',
  },
  'SQL: the tags of what an asset hangs on are forgotten': {
    file: toAst,
    from: '`(host.${column} || ${alias}.${column})`',
    to: '`${alias}.${column}`',
  },
  'SQL: its own tags are forgotten where it hangs on something': {
    file: toAst,
    from: '`(host.${column} || ${alias}.${column})`',
    to: '`host.${column}`',
  },
  'SQL: what hangs on nothing is judged by what it hangs on': {
    file: 'catalog/search/compile-condition.ts',
    from: '${alias}.host_guid IS NULL AND (${own})',
    to: '(${own})',
  },
  'SQL: a missing value is lost under a not': {
    file: 'search/sql/not.ts',
    from: 'return `((${inner(node.of, ctx)}) IS NOT TRUE)`;',
    to: 'return `(NOT (${inner(node.of, ctx)}))`;',
  },
  'SQL: not is forgotten': {
    file: toAst,
    from: 'not: ({ of }, types) => negate(translate(of, types))',
    to: 'not: ({ of }, types) => translate(of, types)',
  },
  'SQL: and is or': {
    file: toAst,
    from: 'and: ({ of }, types) => allOf(of.map((part) => translate(part, types)))',
    to: 'and: ({ of }, types) => anyOf(of.map((part) => translate(part, types)))',
  },
  'SQL: the creator is who changed it last': { file: toAst, from: "'created_by'", to: "'updated_by'" },
  'ranges: what is beneath ends too late': { file: toAst, from: 'to: `${path}0`', to: 'to: `${path}1`' },
  'ranges: the node begins its own subtree': {
    file: toAst,
    from: "return kind === 'below' ? [below] : [node, below];",
    to: 'return [node, below];',
  },
  'ranges: in the order of JavaScript': {
    file: within,
    from: 'return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;',
    to: 'return unit;',
  },
  'ranges: the wider of two that overlap is cut': {
    file: within,
    from: 'else if (compare(last.to, range.to) < 0) joined[joined.length - 1] = { from: last.from, to: range.to };',
    to: 'else joined[joined.length - 1] = { from: last.from, to: range.to };',
  },
  'ranges: halves at an odd place': {
    file: within,
    from: 'const middle = Math.ceil(bounds.length / 4) * 2;',
    to: 'const middle = Math.ceil(bounds.length / 4) * 2 - 1;',
  },
  'ranges: a hint that leaves something out': {
    file: within,
    from: "return commonHead(run[0]?.from ?? '', run.at(-1)?.to ?? '');",
    to: "return run[0]?.from ?? '';",
  },
};

const gather = 'access/gather-facts.ts';
const compile = 'access/policies/compile-policy.ts';
const words = 'access/policies/wire-actions.ts';
const scopes = 'access/token-scopes.ts';
const workspace = 'access/workspace-policies.ts';

/** Found by the plain rules over a real database. */
export const gatherMutants: Mutants = {
  'denies are skipped for admins': {
    file: gather,
    from: '...row.personas.flatMap(({ policies }) => policies.flatMap(compilePolicy)),',
    to: "...row.personas.flatMap(({ policies }) => policies.flatMap(compilePolicy)).filter(({ effect }) => effect !== 'deny' || current.role !== 'admin'),",
  },
  'policies are skipped for tokens': {
    file: gather,
    from: '...row.personas.flatMap(({ policies }) => policies.flatMap(compilePolicy)),',
    to: "...row.personas.flatMap(({ policies }) => policies.flatMap(compilePolicy)).filter(({ effect }) => effect !== 'deny' || current.kind !== 'token'),",
  },
  'everybody is not for tokens': {
    file: gather,
    from: "UNION ALL SELECT id, 'group', ${everybody} FROM me",
    to: "UNION ALL SELECT id, 'group', ${everybody} FROM me WHERE kind = 'user'",
  },
  'a disabled policy counts': {
    file: gather,
    from: 'WHERE policy.persona_guid = persona.guid AND policy.enabled AND persona.enabled',
    to: 'WHERE policy.persona_guid = persona.guid AND persona.enabled',
  },
  'a disabled persona counts': {
    file: gather,
    from: 'WHERE policy.persona_guid = persona.guid AND policy.enabled AND persona.enabled',
    to: 'WHERE policy.persona_guid = persona.guid AND policy.enabled',
  },
  'a disabled purpose counts': {
    file: gather,
    from: 'JOIN purpose ON purpose.guid = held.purpose_guid AND purpose.enabled',
    to: 'JOIN purpose ON purpose.guid = held.purpose_guid',
  },
  'a disabled policy of a purpose counts': {
    file: gather,
    from: 'JOIN policy ON policy.guid = addressed.policy_guid AND policy.enabled',
    to: 'JOIN policy ON policy.guid = addressed.policy_guid',
  },
  'a group and a person of one name are one': {
    file: gather,
    from: 'JOIN subject ON subject.kind = connection_admin.subject_kind AND subject.name = connection_admin.subject',
    to: 'JOIN subject ON subject.name = connection_admin.subject',
  },
  'groups are forgotten': {
    file: gather,
    from: "UNION ALL SELECT me.id, 'group', user_group.name FROM me",
    to: "UNION ALL SELECT me.id, 'none', user_group.name FROM me",
  },
  'collections of others count': {
    file: gather,
    from: 'JOIN subject ON subject.kind = collection_member.subject_kind AND subject.name = collection_member.subject',
    to: 'JOIN subject ON subject.kind = collection_member.subject_kind',
  },
  'the ceiling of a token is forgotten': { file: gather, from: '...scopePolicies(current.scopes),', to: '' },
  'an admin of one connection is one of all that begin like it': {
    file: gather,
    from: "where: { kind: 'under', path: qualifiedName } };",
    to: "where: { kind: 'matching', pattern: `${qualifiedName}*` } };",
  },
  'a mask grants': {
    file: compile,
    from: 'return { id, effect, actions: meaning.actions, where, ...(mask !== null && { mask }) };',
    to: "return { id, effect: effect === 'mask' ? 'allow' : effect, actions: meaning.actions, where };",
  },
  'a deny of a domain reaches upwards': {
    file: compile,
    from: "return effect === 'deny' ? reach !== 'above' : deniesOnly !== true;",
    to: "return effect === 'deny' || deniesOnly !== true;",
  },
  'an allow to see tags shows the asset': {
    file: compile,
    from: "return effect === 'deny' ? reach !== 'above' : deniesOnly !== true;",
    to: "return effect === 'deny' ? reach !== 'above' : true;",
  },
  'the types of a policy are forgotten': {
    file: compile,
    from: "return typeNames.length === 0 ? all : { kind: 'type', typeNames };",
    to: 'return all;',
  },
  'a purpose covers everything': {
    file: compile,
    from: "if (stored.tagNames !== null) return { kind: 'tag', tagNames: stored.tagNames };",
    to: 'if (stored.tagNames !== null) return all;',
  },
  'a wildcard in a path is a letter': {
    file: compile,
    from: "if (hasWildcard(node)) return { kind: 'matching', pattern: path };",
    to: '',
  },
  'children only is forgotten': {
    file: compile,
    from: "return { kind: childrenOnly ? 'below' : 'under', path: node };",
    to: "return { kind: 'under', path: node };",
  },
  'the glossary of a policy is forgotten': {
    file: compile,
    from: "const place: Condition = paths.includes('*') ? all : { kind: 'glossary', qualifiedNames: paths };",
    to: 'const place: Condition = all;',
  },
  'reading an asset reads its quality rules': {
    file: words,
    from: "['persona-asset-read', meaning(['asset.read'], notQualityRule)],",
    to: "['persona-asset-read', meaning(['asset.read'])],",
  },
  'a data policy shows the asset': {
    file: words,
    from: "data: [['select', meaning(['data.select'])]],",
    to: "data: [['select', meaning(['data.select', 'asset.read'])]],",
  },
  'adding a tag does not change it': {
    file: words,
    from: "['add-classification', ['asset.add-tag', 'asset.update-tag']],",
    to: "['add-classification', ['asset.add-tag']],",
  },
  'a guest writes': {
    file: workspace,
    from: "principal.role === 'guest'\n      ? [",
    to: "principal.role === 'none'\n      ? [",
  },
  'a guest in a list queries data': {
    file: workspace,
    from: "if (role !== 'guest') return [...grants];",
    to: 'return [...grants];',
  },
  'everybody has the collections of everybody': {
    file: workspace,
    from: 'path: `${collectionRoot}/${username}`',
    to: 'path: collectionRoot',
  },
  'a role outdoes the ceiling of its token': {
    file: 'access/capabilities.ts',
    from: 'return capabilitiesByRole[role].includes(capability) && leavesCapability(scopes, capability);',
    to: 'return capabilitiesByRole[role].includes(capability);',
  },
  'read-only tokens write tags': {
    file: scopes,
    from: 'actions: writeActions }] : [])',
    to: "actions: writeActions.filter((action) => !action.endsWith('-tag')) }] : [])",
  },
  'the connections of a ceiling are added up': {
    file: scopes,
    from: "return { kind: 'not', of: { kind: 'or', of: connections.map((path) => ({ kind: 'under', path })) } };",
    to: "return { kind: 'not', of: { kind: 'and', of: connections.map((path) => ({ kind: 'under', path })) } };",
  },
};

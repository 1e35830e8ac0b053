import type { EntityJson, Expr, PatternElem, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { AssetFacts, Condition, Policy } from '../../src/policy/index.ts';
import { letters } from './small-worlds.ts';

// Our policies and assets in the words of Cedar, whose decision procedure is proved. Nothing of our own readings is used: a path
// is a set of names that the asset answers to, a wildcard is Cedar's `like`, and what is missing is asked for with `has`.

const resource: Expr = { Var: 'resource' };

function attribute(name: string): Expr {
  return { '.': { left: resource, attr: name } };
}

function literal(value: string | boolean | readonly string[]): Expr {
  return { Value: typeof value === 'object' ? [...value] : value };
}

type Join = (left: Expr, right: Expr) => Expr;

/** Halves of halves: Cedar reads only so deep. */
function joined(parts: readonly Expr[], join: Join): Expr | undefined {
  if (parts.length < 2) return parts[0];
  const middle = Math.ceil(parts.length / 2);
  const [left, right] = [joined(parts.slice(0, middle), join), joined(parts.slice(middle), join)];
  return left === undefined || right === undefined ? undefined : join(left, right);
}

function anyOf(parts: readonly Expr[]): Expr {
  return joined(parts, (left, right) => ({ '||': { left, right } })) ?? literal(false);
}

function allOf(parts: readonly Expr[]): Expr {
  return joined(parts, (left, right) => ({ '&&': { left, right } })) ?? literal(true);
}

function isOneOf(name: string, values: readonly string[]): Expr {
  return { contains: { left: literal(values), right: attribute(name) } };
}

function holds(name: string, value: string): Expr {
  return { contains: { left: attribute(name), right: literal(value) } };
}

function sharesWith(name: string, values: readonly string[]): Expr {
  return { containsAny: { left: attribute(name), right: literal(values) } };
}

/** An attribute that may be missing; a policy that asked for it without looking would be skipped, a deny too. */
function ifThere(name: string, right: Expr): Expr {
  return { '&&': { left: { has: { left: resource, attr: name } }, right } };
}

/** Cedar's `like` has no sign for one letter, so each `?` is spelled out as all the letters there are. */
function withoutQuestionMarks(pattern: readonly PatternElem[]): PatternElem[][] {
  const at = pattern.findIndex((one) => typeof one === 'object' && one.Literal === '?');
  if (at === -1) return [[...pattern]];
  return letters.flatMap((letter) =>
    withoutQuestionMarks(pattern.slice(at + 1)).map((rest) => [
      ...pattern.slice(0, at),
      // Not a `?` any more, but a letter that happens to look like one.
      { Literal: letter },
      ...rest,
    ]),
  );
}

function likeOf(pattern: string): Expr {
  const pieces = [...pattern].map((one): PatternElem => (one === '*' ? 'Wildcard' : { Literal: one }));
  const left = attribute('qualifiedName');
  const beneath: PatternElem[] = [{ Literal: '/' }, 'Wildcard'];
  return anyOf(
    withoutQuestionMarks(pieces).flatMap((spelled): Expr[] => [
      { like: { left, pattern: spelled } },
      { like: { left, pattern: [...spelled, ...beneath] } },
    ]),
  );
}

/** One condition as an expression over the attributes of `cedarAsset`. */
function cedarCondition(condition: Condition): Expr {
  switch (condition.kind) {
    case 'all':
      return literal(true);
    case 'none':
      return literal(false);
    case 'at':
      return { '==': { left: attribute('qualifiedName'), right: literal(condition.path) } };
    case 'under':
      return anyOf([
        { '==': { left: attribute('qualifiedName'), right: literal(condition.path) } },
        holds('ancestors', condition.path),
      ]);
    case 'below':
      return holds('ancestors', condition.path);
    case 'matching':
      return likeOf(condition.pattern);
    case 'type':
      return sharesWith('types', condition.typeNames);
    case 'connection':
      return ifThere('connection', isOneOf('connection', condition.qualifiedNames));
    case 'tag':
      return sharesWith('tags', condition.tagNames);
    case 'glossary':
      return ifThere('glossary', isOneOf('glossary', condition.qualifiedNames));
    case 'creator':
      return { '==': { left: attribute('createdBy'), right: literal(condition.username) } };
    case 'guid':
      return ifThere('guid', isOneOf('guid', condition.guids));
    case 'hosted':
      // Worlds of policies hold nothing that hangs on something else.
      return literal(false);
    case 'not':
      return { '!': { arg: cedarCondition(condition.of) } };
    case 'and':
      return allOf(condition.of.map(cedarCondition));
    case 'or':
      return anyOf(condition.of.map(cedarCondition));
  }
}

/** What a mask is asked about: an action beside the real one, so that masks are the permits of another question. */
export function maskQuestion(action: string): string {
  return `mask of ${action}`;
}

/** A policy of ours as one of Cedar's. */
export function cedarPolicy({ effect, actions, where }: Policy): PolicyJson {
  const asked = actions.map((action) => (effect === 'mask' ? maskQuestion(action) : action));
  return {
    effect: effect === 'deny' ? 'forbid' : 'permit',
    principal: { op: 'All' },
    action: { op: 'in', entities: asked.map((id) => ({ type: 'Action', id })) },
    resource: { op: 'All' },
    conditions: [{ kind: 'when', body: cedarCondition(where) }],
  };
}

/** Every name that ends before a `/` of the qualified name: `a/b/c` lies in `a` and in `a/b`. */
function ancestorsOf(qualifiedName: string): string[] {
  const parts = qualifiedName.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** An asset as an entity; what is missing is no attribute at all. */
export function cedarAsset(asset: AssetFacts): EntityJson {
  const { guid, qualifiedName, connectionQualifiedName, glossaryQualifiedName } = asset;
  return {
    uid: { type: 'Asset', id: 'asset' },
    attrs: {
      qualifiedName,
      ancestors: ancestorsOf(qualifiedName),
      types: [asset.typeName, ...asset.superTypes],
      tags: [...asset.tagNames],
      createdBy: asset.createdBy,
      ...(guid !== undefined && { guid }),
      ...(connectionQualifiedName !== null && { connection: connectionQualifiedName }),
      ...(glossaryQualifiedName !== null && { glossary: glossaryQualifiedName }),
    },
    parents: [],
  };
}

import { describe, expect, it } from 'vitest';
import { ActorBudgets } from './actor-budgets.ts';

function budgets(requestsPerMinute: number, nodes = 1) {
  let nowMs = 1000;
  let liveNodes = nodes;
  const actors = new ActorBudgets({ requestsPerMinute, liveNodes: () => liveNodes, monotonicMs: () => nowMs });
  const allowed = (actor: string, requests: number, own: number | null = null): number => {
    const answers = Array.from({ length: requests }, () => actors.spend(actor, own));
    return answers.filter((answer) => answer === null || answer.allowed).length;
  };
  return {
    actors,
    allowed,
    pass: (ms: number) => (nowMs += ms),
    setNodes: (count: number) => (liveNodes = count),
  };
}

describe('the budgets of actors', () => {
  it('each actor has its own, and the workspace’s is for who has none', () => {
    const { allowed } = budgets(100);
    expect(allowed('a', 150)).toBe(100);
    expect(allowed('b', 50)).toBe(50);
    expect(allowed('c', 50, 7)).toBe(7);
    expect(allowed('d', 500, 300)).toBe(300);
  });

  it('0 is no limit, but for actors that have one of their own', () => {
    const { allowed, actors } = budgets(0);
    expect(actors.spend('a', null)).toBeNull();
    expect(allowed('b', 20, 5)).toBe(5);
  });

  it('a limit is shared by the nodes that live, at least one request each', () => {
    const three = budgets(100, 3);
    expect(three.allowed('a', 100)).toBe(33);
    expect(three.actors.spend('b', null)).toMatchObject({ requestsPerMinute: 100, nodeLimit: 33, remaining: 32 });
    expect(three.allowed('c', 10, 2)).toBe(1);
    expect(three.actors.spend('c', 2)).toMatchObject({ nodeLimit: 1, remaining: 0 });
  });

  it('a node that comes or goes changes the share from the next request on', () => {
    const { allowed, setNodes, pass } = budgets(60);
    expect(allowed('a', 100)).toBe(60);
    setNodes(2);
    pass(10_000);
    expect(allowed('a', 100)).toBe(5);
    setNodes(1);
    pass(10_000);
    expect(allowed('a', 100)).toBe(10);
  });

  it('a limit that is raised holds at once and gives nothing back that was spent', () => {
    const { allowed, pass } = budgets(10);
    expect(allowed('a', 20)).toBe(10);
    expect(allowed('a', 20, 20)).toBe(0);
    pass(3000);
    expect(allowed('a', 20, 20)).toBe(1);
  });

  it('holds a million actors in at most 64 MiB, and nearly all of them at once', () => {
    const { actors } = budgets(10);
    for (let n = 0; n < 1_000_000; n += 1) actors.spend(`actor ${String(n)}`, null);
    expect(actors.bytes).toBeLessThanOrEqual(64 * 2 ** 20);
    const sample = Array.from({ length: 1000 }, (_, n) => actors.spend(`actor ${String(n * 1000)}`, null));
    expect(sample.filter((budget) => budget?.remaining === 8).length).toBeGreaterThan(980);
  });
});

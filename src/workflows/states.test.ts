import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  drawStates,
  isLive,
  isRunTransition,
  phaseOf,
  runTransitions,
  stepTransitions,
  type RunState,
} from './states.ts';

const states = Object.keys(phaseOf) as RunState[];

describe('the states of a run', () => {
  it('that is over never change again, and every live one can come to an end', () => {
    for (const from of states) {
      const next = states.filter((to) => isRunTransition(from, to));
      expect(next.length > 0).toBe(isLive(from));
    }
  });

  it('show as the five words that clients know', () => {
    expect(new Set(Object.values(phaseOf))).toEqual(new Set(['Pending', 'Running', 'Succeeded', 'Failed', 'Error']));
  });
});

describe('the README', () => {
  it('has exactly the arrows of the code, and the SQL its words', async () => {
    const readme = await readFile(new URL('./README.md', import.meta.url), 'utf8');
    const written = [...readme.matchAll(/^\| `(\w+)` *\| `(\w+)` *\| (.+?) *\|$/gm)].map(([, from, to, by]) => ({
      from,
      to,
      by,
    }));
    expect(written).toEqual([...runTransitions, ...stepTransitions]);
    const drawn = [...readme.matchAll(/```mermaid\n(.*?)\n```/gs)].map(([, drawing]) => drawing);
    expect(drawn).toEqual([drawStates(runTransitions), drawStates(stepTransitions)]);
    const migration = await readFile(new URL('../postgres/migrations/0005-workflows.sql', import.meta.url), 'utf8');
    expect(migration).toContain(`state IN (${states.map((state) => `'${state}'`).join(', ')})`);
  });
});

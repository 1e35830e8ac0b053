import { CatalogError } from '../../foundation/index.ts';

/** How many answers that go on are open on this node, by actor: each asks the database again and again. */
export class OpenStreams {
  readonly #byActor = new Map<string, number>();
  readonly #maxPerActor: number;

  constructor(maxPerActor: number) {
    this.#maxPerActor = maxPerActor;
  }

  /** Takes a place and gives what frees it, once. Throws `rate_limited` when the actor has none left. */
  open(actorId: string): () => void {
    const open = this.#byActor.get(actorId) ?? 0;
    if (open >= this.#maxPerActor) {
      throw new CatalogError(
        'rate_limited',
        `you have ${String(open)} streams open, which is the most at a time; end one, or ask for the run itself`,
      );
    }
    this.#byActor.set(actorId, open + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.#byActor.get(actorId) ?? 1) - 1;
      if (left === 0) this.#byActor.delete(actorId);
      else this.#byActor.set(actorId, left);
    };
  }
}

import { startClavis } from './start-clavis.ts';

/** Clavis as it is deployed, in a process of its own; with the variant `unlimited` without a limit of requests. */
await startClavis({});

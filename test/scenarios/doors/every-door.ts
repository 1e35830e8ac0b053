import { enterByCli } from './cli-door.ts';
import { type Door } from './door.ts';
import { enterByHttp } from './http-door.ts';
import { enterBySdk } from './sdk-door.ts';
import { type Site } from './site.ts';

/** Enters the site with a bearer. */
export type Enter = (site: Site, secret: string) => Door;

/** Every way in, by name. A story runs once for each. */
export const everyDoor: readonly (readonly [name: string, enter: Enter])[] = [
  ['HTTP', enterByHttp],
  ['SDK', enterBySdk],
  ['CLI', enterByCli],
];
